"""What a post said before, and why it was hidden.

Whoever calls has checked the post, but for what asks for an actor.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Post, Removal, Revision, WikiTerm
from tertulia.core.threads.permissions import posts_visible_to
from tertulia.core.threads.queries.posts import Byline, byline
from tertulia.kit.text.diff import Line, compare


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state of a post. The newest has the highest number."""

    number: int
    source: str
    written_at: datetime
    by: Byline


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One state of a post, and what changed to reach it."""

    number: int
    written_at: datetime
    by: Byline
    changes: list[Line]


def states_of(post: Post) -> list[StateRow]:
    """Return every state of the post, newest first."""
    rows = Revision.objects.filter(post=post).order_by("number")
    columns = ("source", "written_at", "editor_id", "editor__name", "editor__handle")
    kept = [tuple(row) for row in rows.values_list(*columns)]
    texts = [row[0] for row in kept] + [post.source]
    times = [row[1] for row in kept] + [post.edited_at or post.created_at]
    # `editor` of revision n made the edit that ended it, so they wrote state n + 1.
    writers = [_author(post)] + [_editor(post, row[2:]) for row in kept]
    numbered = enumerate(zip(texts, times, writers, strict=True))
    return [StateRow(number, *state) for number, state in numbered][::-1]


def states_seen(actor: Actor, post_id: int) -> list[StateRow] | None:
    """Return every state of a post, newest first; None where `actor` does not see its words."""
    post = posts_visible_to(actor).select_related("author").filter(pk=post_id).first()
    return states_of(post) if post else None


def revisions_of(post: Post) -> list[RevisionRow]:
    """Return every state of the post, newest first, each with what changed from the one before."""
    states = states_of(post)
    before = [state.source for state in states[1:]] + [None]
    return [
        RevisionRow(
            state.number,
            state.written_at,
            state.by,
            [] if former is None else compare(former, state.source),
        )
        for state, former in zip(states, before, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class WikiRow:
    """Who opened a wiki post for all, and when."""

    by: Byline
    opened_at: datetime


def wiki_of(post: Post) -> WikiRow | None:
    """Return since when and by whose wish the post is a wiki post; None where it is none."""
    rows = WikiTerm.objects.filter(post=post, ended_at=None)
    row = rows.values_list("opener_id", "opener__name", "opener__handle", "opened_at").first()
    return WikiRow(_editor(post, row[:3]), row[3]) if row else None


def _author(post: Post) -> Byline:
    person = post.author
    name, handle = (person.name, person.handle) if person else (None, None)
    return byline(post.author_id, post.alias, name, handle)


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


def _removal(rows: QuerySet[Removal]) -> RemovalRow | None:
    columns = ("remover_id", "remover__name", "remover__handle", "removed_at", "reason")
    authors = ("post__author_id", "post__alias", "thread__author_id", "thread__alias", "post_id")
    row = rows.values_list(*columns, *authors).first()
    if row is None:
        return None
    remover, name, handle, removed_at, reason, author, alias, starter, their_alias, post = row
    if post is None:
        author, alias = starter, their_alias
    # Who wrote under an alias and took it back is not named by that either.
    hidden = alias if alias and remover == author else ""
    return RemovalRow(remover, byline(remover, hidden, name, handle), removed_at, reason)
