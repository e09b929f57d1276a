"""What a post said before, and why it was hidden. Whoever calls has checked the post."""

from dataclasses import dataclass
from datetime import datetime

from tertulia.core.threads.models import Post, Removal, Revision
from tertulia.core.threads.queries.posts import Byline, byline
from tertulia.kit.text.diff import Line, compare


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One state of a post, and what changed to reach it. The newest has the highest number."""

    number: int
    written_at: datetime
    by: Byline
    changes: list[Line]


def revisions_of(post: Post) -> list[RevisionRow]:
    """Return every state of the post, newest first, each with what changed from the one before."""
    rows = Revision.objects.filter(post=post).order_by("number")
    columns = ("number", "source", "written_at", "editor_id", "editor__name", "editor__handle")
    states = [tuple(row) for row in rows.values_list(*columns)]
    texts = [row[1] for row in states] + [post.source]
    times = [row[2] for row in states] + [post.edited_at or post.created_at]
    author = _author(post)
    # `editor` of revision n made the edit that ended it, so they wrote state n + 1.
    writers = [author] + [_editor(post, row[3:]) for row in states]
    found = [
        RevisionRow(n, times[n], writers[n], compare(texts[n - 1], texts[n]) if n else [])
        for n in range(len(texts))
    ]
    return found[::-1]


def _author(post: Post) -> Byline:
    person = post.author
    return byline(post.author_id, post.alias, person and person.name, person and person.handle)


def _editor(post: Post, editor: tuple) -> Byline:
    if post.alias and editor[0] == post.author_id:
        return byline(None, post.alias, None, None)
    return byline(editor[0], "", editor[1], editor[2])


@dataclass(frozen=True, slots=True)
class RemovalRow:
    """Who hid something, when and why."""

    remover_id: int | None
    by: Byline
    removed_at: datetime
    reason: str


def removal_of(post_id: int) -> RemovalRow | None:
    """Return the removal of a post that is hidden now. For its author and moderators."""
    return _removal(Removal.objects.filter(post=post_id, restored_at=None))


def thread_removal_of(thread_id: int) -> RemovalRow | None:
    """Return the removal of a thread that is hidden now. For its author and moderators."""
    return _removal(Removal.objects.filter(thread=thread_id, post=None, restored_at=None))


def _removal(rows) -> RemovalRow | None:  # noqa: ANN001 - a queryset
    columns = ("remover_id", "remover__name", "remover__handle", "removed_at", "reason")
    row = rows.values_list(*columns).first()
    return RemovalRow(row[0], byline(row[0], "", row[1], row[2]), *row[3:]) if row else None
