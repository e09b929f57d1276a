"""Threads and posts with everything that is kept of them, as programs read them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.permissions import readable_to
from tertulia.core.profiles.queries import hidden_from
from tertulia.core.threads.models import Post, ThreadTopic
from tertulia.core.threads.permissions import PostFacts, ThreadFacts, can_see_post, visible_to
from tertulia.core.threads.queries.facts import by_actor, thread_facts, values_for
from tertulia.core.threads.queries.files import FileRow, files_on_posts
from tertulia.core.threads.queries.lists import threads_wanted
from tertulia.core.threads.queries.posts import Byline, byline
from tertulia.core.topics.queries import topics_of
from tertulia.kit.sql.prepared import Prepared
from tertulia.kit.text.files import FILES

Before = tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class WholeThread:
    """A thread, its home, and its topics by name."""

    id: int
    community_slug: str
    community_name: str
    kind: str
    title: str
    slug: str
    status: str
    lane: str
    language: str
    created_at: datetime
    post_count: int
    last_number: int
    last_post_at: datetime
    is_removed: bool
    merged_into: int | None
    pinned_until: datetime | None
    by: Byline
    topics: list[str]

    @property
    def is_pinned(self) -> bool:
        """Whether it stands first in its community's list now."""
        return self.pinned_until is not None and self.pinned_until > timezone.now()


@dataclass(frozen=True, slots=True)
class WholeAnchor:
    """The place a post speaks about. Words of a removed post are not repeated."""

    number: int | None
    paragraph: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    seconds_from: float | None
    seconds_to: float | None
    state: str


@dataclass(frozen=True, slots=True)
class WholePost:
    """A post with its source. `by` and the words are None where the reader sees a tombstone."""

    id: int
    thread_id: int
    slug: str
    number: int
    source_format: str
    language: str
    created_at: datetime
    edited_at: datetime | None
    revision_count: int
    is_removed: bool
    reply_to: int | None
    talk: int | None
    is_wiki: bool
    by: Byline | None
    source: str | None
    html: str | None
    anchor: WholeAnchor | None
    files: list[FileRow] = field(default_factory=list)


_THREAD = (
    "id", "community__slug", "community__name", "kind", "title", "slug", "status", "lane",
    "language", "created_at", "post_count", "last_number", "last_post_at", "is_removed",
    "merged_into_id", "pinned_until", "author_id", "alias", "author__name", "author__handle",
)  # fmt: skip
_POST = (
    "id", "thread_id", "thread__slug", "number", "source_format", "language", "created_at",
    "edited_at", "revision_count", "is_removed", "reply_to__number", "root__number", "is_wiki",
    "author_id", "alias", "author__name", "author__handle", "source", "html",
    "anchor__target__is_removed", "anchor__target__number", "anchor__paragraph", "anchor__exact",
    "anchor__prefix",
    "anchor__suffix", "anchor__start", "anchor__end", "anchor__seconds_from",
    "anchor__seconds_to", "anchor__state",
)  # fmt: skip


@by_actor
def _home(actor: Actor, person: int, slug: int) -> QuerySet:
    return readable_to(actor).filter(slug=slug).values_list("id", "placed_count")


@by_actor
def _thread(actor: Actor, person: int, thread: int) -> QuerySet:
    return visible_to(actor).filter(pk=thread).values_list(*_THREAD)


@cache
def _liveliest(limit: int) -> Callable[..., Prepared]:
    @by_actor
    def threads(actor: Actor, person: int, community: int) -> QuerySet:
        rows = visible_to(actor).filter(community=community).order_by("-last_post_at", "-id")
        return rows.values_list(*_THREAD)[:limit]

    return threads


@cache
def _posts(limit: int) -> Prepared:
    def posts(thread: int, after: int) -> QuerySet:
        # Not `number__gt`, which asks whether a stand-in fits into the column.
        rows = Post.objects.filter(GreaterThan(F("number"), after), thread=thread)
        return rows.order_by("number").values_list(*_POST)[:limit]

    return Prepared(posts, "thread", "after")


_one_post = Prepared(lambda post: Post.objects.filter(pk=post).values_list(*_POST), "post")


def home_of_threads(actor: Actor, slug: str) -> tuple[int, int] | None:
    """Return the community at `slug`, if `actor` reads there: its id, and how many it shows."""
    return _home(actor, "slug").first(**values_for(actor, slug=slug.lower()))


def whole_threads(
    actor: Actor, community: int, *, limit: int, before: Before = None, **wanted: Any
) -> list[WholeThread]:
    """Return threads of a community that `actor` sees, the liveliest first.

    `before` and `wanted` are those of `threads_wanted`.
    """
    if actor.hides or before or any(wanted.values()):
        rows = threads_wanted(actor, communities=[community], before=before, **wanted)
        found = list(rows.values_list(*_THREAD)[:limit])
    else:
        query = _liveliest(limit)(actor, "community")
        found = list(query.rows(**values_for(actor, community=community)))
    topics = _topic_names(row[0] for row in found)
    return [_whole(row, topics[row[0]]) for row in found]


def whole_thread(actor: Actor, thread_id: int) -> WholeThread | None:
    """Return one thread, if `actor` may see it."""
    row = _thread(actor, "thread").first(**values_for(actor, thread=thread_id))
    return _whole(row, [topic.name for topic in topics_of(thread_id)]) if row else None


def _whole(row: tuple[Any, ...], topics: list[str]) -> WholeThread:
    return WholeThread(*row[:16], by=byline(*row[16:]), topics=topics)


def whole_posts(
    actor: Actor, thread: ThreadFacts, *, after: int = 0, limit: int = 50
) -> list[WholePost]:
    """Return posts of a thread that `actor` sees, from behind the number `after`.

    Those of people whom `actor` blocks or mutes keep their places and come without words.
    """
    rows = _posts(limit).rows(thread=thread.id, after=after)
    hidden = hidden_from(actor)
    return _with_files([_post(actor, thread, row, hidden) for row in rows])


def whole_post(actor: Actor, post_id: int) -> WholePost | None:
    """Return one post, if `actor` sees its thread: a tombstone, if they do not see its words."""
    row = _one_post.first(post=post_id)
    thread = thread_facts(actor, row[1]) if row else None
    return _with_files([_post(actor, thread, row)])[0] if row and thread else None


def _with_files(posts: list[WholePost]) -> list[WholePost]:
    """Give each post whose words are seen the files that hang on it."""
    wanted = [post.id for post in posts if post.html and FILES in post.html]
    files = files_on_posts(wanted) if wanted else {}
    return [replace(post, files=files[post.id]) if post.id in files else post for post in posts]


def _post(
    actor: Actor,
    thread: ThreadFacts,
    row: tuple[Any, ...],
    hidden: Collection[int] = (),
) -> WholePost:
    post_id, number, removed, author = row[0], row[3], row[9], row[13]
    seen = can_see_post(actor, PostFacts(post_id, number, author, removed, thread))
    if not seen or (author in hidden and not row[14]):
        return WholePost(*row[:13], by=None, source=None, html=None, anchor=None)
    by, anchor = byline(*row[13:17]), _anchor(*row[19:])
    return WholePost(*row[:13], by=by, source=row[17], html=row[18], anchor=anchor)


def _anchor(target_is_removed: bool | None, *place: Any) -> WholeAnchor | None:
    if place[-1] is None:
        return None
    anchor = WholeAnchor(*place)
    return replace(anchor, exact="", prefix="", suffix="") if target_is_removed else anchor


def _topic_names(threads: Iterable[int]) -> defaultdict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    rows = ThreadTopic.objects.filter(thread__in=list(threads)).order_by("thread", "place", "id")
    for thread, name in rows.values_list("thread_id", "topic__name"):
        names[thread].append(name)
    return names
