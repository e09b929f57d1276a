"""Threads as lists show them, by keyset."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.profiles.queries import hidden_from
from tertulia.core.threads.models import Post, Thread
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.placements import placed_in
from tertulia.core.threads.queries.posts import Byline, byline

PAGE = 30


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread as a list shows it, the same for everybody who sees it."""

    id: int
    community_id: int
    kind: str
    title: str
    slug: str
    status: str
    is_removed: bool
    created_at: datetime
    post_count: int
    last_number: int
    last_at: datetime
    version: int
    by: Byline

    @property
    def reply_count(self) -> int:
        """Posts after the starter."""
        return max(self.post_count - 1, 0)


COLUMNS = (
    "id", "community_id", "kind", "title", "slug", "status", "is_removed", "created_at",
    "post_count", "last_number", "last_post_at", "version", "author_id", "alias", "author__name",
    "author__handle",
)  # fmt: skip


def thread_row(values: tuple) -> ThreadRow:
    """Build a row from the columns that `COLUMNS` names."""
    return ThreadRow(*values[:12], by=byline(*values[12:]))


def thread_rows(
    actor: Actor,
    *,
    communities: Collection[int] | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = PAGE,
    **wanted: Any,
) -> list[ThreadRow]:
    """Return threads, the liveliest first, from behind the (last_post_at, id) in `before`.

    `wanted`: kind, status, topic, author, lane, since, as in `threads_wanted`.
    """
    rows = threads_wanted(actor, communities=communities, before=before, **wanted)
    return [thread_row(values) for values in rows.values_list(*COLUMNS)[:limit]]


def threads_wanted(
    actor: Actor,
    *,
    communities: Collection[int] | None = None,
    kind: str = "",
    status: str = "",
    topic: str = "",
    author: str = "",
    lane: str = "",
    with_placed: bool = False,
    since: datetime | None = None,
    before: tuple[datetime, int] | None = None,
) -> QuerySet[Thread]:
    """Return the threads that `actor` may see and that fit, the liveliest first.

    `topic` is a slug; `since` looks at the last post; nobody is found by `author` under an alias,
    and threads of people whom `actor` blocks or mutes are left out.
    `with_placed`: also those that the communities show though they are at home elsewhere.
    """
    rows = visible_to(actor)
    if with_placed and communities:
        rows = rows.filter(Q(community__in=communities) | Q(pk__in=placed_in(communities)))
        communities = None
    given = {
        "community__in": communities,
        "kind": kind,
        "status": status,
        "lane": lane,
        "topics__slug": topic,
        "author__handle_key": author.casefold(),
        "last_post_at__gte": since,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if author:
        rows = rows.filter(alias="")
    if hidden := hidden_from(actor):
        rows = rows.exclude(alias="", author__in=hidden)
    return behind(rows, before).order_by("-last_post_at", "-id")


def behind(rows: QuerySet, before: tuple[datetime, int] | None) -> QuerySet:
    """Keep the threads that come after `before` in the order of liveliest first."""
    if before is None:
        return rows
    moment, thread_id = before
    older = Q(last_post_at__lt=moment) | Q(last_post_at=moment, id__lt=thread_id)
    return rows.filter(last_post_at__lte=moment).filter(older)


def threads_written_in(actor: Actor, person: int, limit: int = PAGE) -> list[ThreadRow]:
    """Return the threads in which `person` wrote under their own name, as far as `actor` sees."""
    written = Post.objects.filter(author=person, alias="", is_removed=False).values("thread")
    rows = visible_to(actor).filter(pk__in=written).order_by("-last_post_at", "-id")
    return [thread_row(values) for values in rows.values_list(*COLUMNS)[:limit]]
