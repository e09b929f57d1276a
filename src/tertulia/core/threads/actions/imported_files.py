"""Files from elsewhere: kept like those that people bring, before the posts that carry them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import IO

from django.db import transaction

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import standing_of
from tertulia.core.threads.actions.files import kept_bytes
from tertulia.core.threads.foreign import ForeignPost
from tertulia.core.threads.models import Attachment, File, FileBytes, Post
from tertulia.core.threads.permissions import can_import_threads
from tertulia.kit.web.refusals import Refused, require

Open = Callable[[str], IO[bytes] | None]


def keep_foreign_files(
    *, actor: Actor, community: Community, source: str, row: ForeignPost, open_file: Open
) -> tuple[ForeignPost, list[str]]:
    """Keep the files of `row`; return it with their addresses here, and what was not kept.

    A file that was kept by an earlier run that broke off is used again. They are nobody's until
    their post is here, and swept within a day if it never comes.
    """
    require(can_import_threads(actor, standing_of(actor, community)))
    faults, kept, words = [], [], row.source
    for foreign in row.files:
        key = f"import {source[:30]} {foreign.key[:30]}"
        file = File.objects.filter(owner=None, draft_key=key, name=foreign.name).first()
        if file is None:
            try:
                file = _keep(open_file(foreign.path), foreign.name, key)
            except Refused as refusal:
                faults.append(f"{foreign.name}: {refusal}")
        if file is not None:
            kept.append(file.pk)
            former = re.compile(rf"/files/{re.escape(foreign.key)}/[^\s()\"']*")
            words = former.sub(file.address, words)
    return replace(row, source=words, kept_files=tuple(kept)), faults


def _keep(content: IO[bytes] | None, name: str, key: str) -> File | None:
    if content is None:
        return None
    with content:
        row = File(name=name, draft_key=key)
        digests = kept_bytes(row, content)
    with transaction.atomic():
        row.save(force_insert=True)
        FileBytes.objects.bulk_create(FileBytes(file=row, digest=each) for each in digests)
    return row


def hang_up(posts: Iterable[tuple[Post, tuple[int, ...]]]) -> None:
    """Hang files on the posts that came with them; they are the author's from then on."""
    for post, files in posts:
        Attachment.objects.bulk_create(Attachment(post=post, file_id=file) for file in files)
        File.objects.filter(pk__in=files).update(
            owner=post.author_id, idle_since=None, was_posted=True, draft_key=""
        )
