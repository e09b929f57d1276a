"""Threads, posts and drafts for programs."""

from ninja import Router

from tertulia.core.threads.api.acceptance import router as acceptance
from tertulia.core.threads.api.arranging import router as arranging
from tertulia.core.threads.api.conversations import router as conversations
from tertulia.core.threads.api.drafts import router as drafts
from tertulia.core.threads.api.files import router as files
from tertulia.core.threads.api.links import router as links
from tertulia.core.threads.api.placements import router as placements
from tertulia.core.threads.api.posts import router as posts
from tertulia.core.threads.api.threads import router as threads
from tertulia.core.threads.api.topics import router as topics

router = Router()
PARTS = (
    threads,
    acceptance,
    arranging,
    posts,
    links,
    drafts,
    files,
    placements,
    topics,
    conversations,
)
for part in PARTS:
    router.add_router("", part)

__all__ = ["router"]
