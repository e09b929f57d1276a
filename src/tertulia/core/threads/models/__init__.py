"""The spine's rows: a thread, its posts, and what became of them."""

from tertulia.core.threads.models.files import Attachment, File, FileBytes
from tertulia.core.threads.models.histories import (
    Acceptance,
    Closure,
    Removal,
    Resolution,
    Revision,
    WikiTerm,
)
from tertulia.core.threads.models.links import Relation, ThreadLink
from tertulia.core.threads.models.mentions import Mention, Quotation
from tertulia.core.threads.models.pins import Pin
from tertulia.core.threads.models.placements import LaneChange, Placement
from tertulia.core.threads.models.places import (
    Draft,
    DraftBeside,
    ForeignRecord,
    FormerAddress,
    Lead,
)
from tertulia.core.threads.models.posts import Anchor, Post, SourceFormat
from tertulia.core.threads.models.previews import PostPreview, Preview
from tertulia.core.threads.models.threads import Lane, Status, Thread, ThreadTopic

__all__ = [
    "Acceptance",
    "Anchor",
    "Attachment",
    "Closure",
    "Draft",
    "DraftBeside",
    "File",
    "FileBytes",
    "ForeignRecord",
    "FormerAddress",
    "Lane",
    "Lead",
    "Mention",
    "LaneChange",
    "Pin",
    "Placement",
    "Post",
    "Quotation",
    "PostPreview",
    "Preview",
    "Relation",
    "Removal",
    "Resolution",
    "Revision",
    "SourceFormat",
    "Status",
    "Thread",
    "ThreadLink",
    "ThreadTopic",
    "WikiTerm",
]
