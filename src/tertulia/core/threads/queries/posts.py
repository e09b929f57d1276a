"""Posts as pages show them: in chunks of twenty numbers, without any viewer in them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.translation import gettext

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.models import FormerAddress, Post
from tertulia.core.threads.permissions import posts_visible_to
from tertulia.core.threads.queries.previews import PreviewRow, previews_of
from tertulia.kit.sql.prepared import Prepared

CHUNK = 20
_LINK = 'rel="nofollow ugc'


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it, as every door prints it. Under an alias there is neither person nor handle."""

    person_id: int | None
    name: str
    handle: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The post that a reply answers."""

    number: int
    name: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Spot:
    """The place that a remark speaks about: words of post `number`, or seconds of a recording.

    Words of a removed post are not repeated.
    """

    number: int | None
    paragraph: str
    exact: str
    state: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as everybody who sees its thread sees it. A removed one has no words."""

    id: int
    thread_id: int
    slug: str
    number: int
    by: Byline
    html: str
    language: str
    created_at: datetime
    edited_at: datetime | None
    revision_count: int
    is_removed: bool
    root_id: int | None
    reply_to: Answered | None
    spot: Spot | None
    is_answer: bool = False
    cards: tuple[PreviewRow, ...] = ()
    can_answer: bool = False
    is_wiki: bool = False


_COLUMNS = (
    "id", "thread_id", "thread__slug", "number", "author_id", "alias", "author__name",
    "author__handle", "html", "language", "created_at", "edited_at", "revision_count",
    "is_removed", "root_id", "reply_to__number", "reply_to__alias", "reply_to__author__name",
    "reply_to__is_removed", "reply_words", "anchor__target__number", "anchor__paragraph",
    "anchor__exact", "anchor__state", "anchor__seconds_from", "anchor__target__is_removed",
    "thread__answer_post", "thread__kind", "is_wiki",
)  # fmt: skip
EXCERPT = 140


def byline(person_id: int | None, alias: str, name: str | None, handle: str | None) -> Byline:
    """Return what every door prints for an author: the alias hides the person."""
    if alias:
        return Byline(None, alias, "")
    return Byline(person_id, name or gettext("Former member"), handle or "")


def _answered(number: int, alias: str | None, name: str | None, words: str | None) -> Answered:
    """Return what a reply answers; of a removed post (no words) neither words nor author."""
    if words is None:
        return Answered(number, gettext("A removed post"), "")
    name = byline(None, alias or "", name, "").name
    return Answered(number, name, " ".join(words.split())[:EXCERPT])


def _row(values: tuple) -> PostRow:
    (post_id, thread_id, slug, number, author_id, alias, name, handle, html, language, created,
     edited, revisions, removed, root_id, to_number, to_alias, to_name, to_removed, words,
     *spot, answer, kind_name, is_wiki) = values  # fmt: skip
    answered = None
    if to_number and to_number != number - 1:
        answered = _answered(to_number, to_alias, to_name, None if to_removed else words)
    return PostRow(
        post_id,
        thread_id,
        slug,
        number,
        byline(author_id, alias, name, handle),
        "" if removed else html,
        language,
        created,
        edited,
        revisions,
        removed,
        root_id,
        answered,
        _spot(*spot),
        is_answer=answer == post_id,
        can_answer=number > 1 and _accepts_answers(kind_name),
        is_wiki=bool(is_wiki),
    )


def _accepts_answers(kind_name: str) -> bool:
    kind = kind_named(kind_name)
    return kind is not None and kind.accepts_answers


def _spot(
    number: int | None,
    paragraph: str | None,
    exact: str | None,
    state: str | None,
    seconds: float | None,
    target_is_removed: bool | None,
) -> Spot | None:
    if not state:
        return None
    words = "" if target_is_removed else exact or ""
    return Spot(number, paragraph or "", words, state, seconds)


def _rows(posts: QuerySet) -> list[PostRow]:
    return _with_cards([_row(row) for row in _columns(posts)])


def _with_cards(rows: list[PostRow]) -> list[PostRow]:
    """Give each post the pages that it links to, in short, where this place shows them."""
    linking = [row.id for row in rows if _LINK in row.html]
    if not linking or settings.TERTULIA.link_previews != "on":
        return rows
    cards = previews_of(linking)
    return [replace(row, cards=cards[row.id]) if row.id in cards else row for row in rows]


def _columns(posts: QuerySet) -> QuerySet:
    words = Left("reply_to__text", EXCERPT * 2)
    return posts.annotate(reply_words=words).values_list(*_COLUMNS)


_one = Prepared(lambda post: _columns(Post.objects.filter(pk=post)), "post")


def chunk_of(number: int) -> int:
    """Return the chunk (from 0) in which post `number` stands."""
    return max(number - 1, 0) // CHUNK


def posts_in_chunk(thread_id: int, chunk: int) -> list[PostRow]:
    """Return the posts of one chunk. Whoever calls has checked that the thread may be seen."""
    first = chunk * CHUNK + 1
    rows = Post.objects.filter(thread=thread_id, number__gte=first, number__lt=first + CHUNK)
    return _rows(rows.order_by("number"))


def answers_in(thread_id: int, limit: int) -> list[PostRow]:
    """Return the first `limit` answers to a question, and the accepted one; no removed ones.

    An answer speaks to the question; what is said about an answer is no answer, unless it was
    accepted. Whoever calls has checked that the thread may be seen.
    """
    posts = Post.objects.filter(thread=thread_id, number__gt=1, is_removed=False)
    spoken = posts.filter(Q(reply_to=None) | Q(reply_to__number=1), root=None)
    found = _rows(spoken.order_by("number")[:limit])
    if not any(row.is_answer for row in found):
        found += _rows(posts.filter(thread__answer_post=F("pk")))
    return found


def remarks_on(posts: Collection[int]) -> dict[int, int]:
    """Return how many posts speak about each of `posts` that has any."""
    said = Post.objects.filter(reply_to__in=posts, is_removed=False).order_by()
    counted = said.values("reply_to").annotate(n=Count("pk")).values_list("reply_to", "n")
    return {post: n for post, n in counted if post is not None}


_around = Prepared(
    lambda thread, first, last: (
        Post.objects.filter(thread=thread)
        .order_by()
        .values("thread")
        .annotate(
            before=Max("number", filter=LessThan(F("number"), first)),
            behind=Min("number", filter=GreaterThan(F("number"), last)),
        )
        .values_list("before", "behind")
    ),
    "thread",
    "first",
    "last",
)


def numbers_around(thread_id: int, chunk: int) -> tuple[int, int]:
    """Return the last number before a chunk and the first behind it, 0 where there is none."""
    first = chunk * CHUNK + 1
    row = _around.first(thread=thread_id, first=first, last=first + CHUNK - 1)
    before, behind = row or (0, 0)
    return before or 0, behind or 0


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post in one line, for those who arrange a thread."""

    number: int
    by: Byline
    excerpt: str
    created_at: datetime


def post_lines(thread_id: int, after: int, limit: int) -> list[PostLine]:
    """Return posts in short from behind the number `after`. Whoever calls moderates the thread."""
    rows = Post.objects.filter(thread=thread_id, number__gt=after).order_by("number")
    columns = ("number", "author_id", "alias", "author__name", "author__handle", "created_at")
    found = rows.annotate(words=Left("text", EXCERPT)).values_list(*columns, "words")[:limit]
    return [PostLine(row[0], byline(*row[1:5]), row[6], row[5]) for row in found]


def post_row(post_id: int) -> PostRow | None:
    """Return one post as everybody sees it. Whoever calls has checked the thread."""
    values = _one.first(post=post_id)
    return _with_cards([_row(values)])[0] if values else None


def post_at(actor: Actor, thread_id: int, number: int) -> Post | None:
    """Return the post at `number`, also by an address it had before, if `actor` sees its words."""
    seen = posts_visible_to(actor)
    found = seen.filter(thread=thread_id, number=number).first()
    if found:
        return found
    moved = FormerAddress.objects.filter(thread=thread_id, number=number).values("post")
    return seen.filter(pk__in=moved).first()


def number_on_day(thread_id: int, day: str, time_zone: str) -> int | None:
    """Return the first number of a thread on `day` (2026-11-26, in `time_zone`) or after it.

    None where that is no day, or nothing was written from then on.
    """
    try:
        begins = datetime.fromisoformat(day[:10]).replace(tzinfo=ZoneInfo(time_zone or "UTC"))
        begins = begins.astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return None
    rows = Post.objects.filter(thread=thread_id, created_at__gte=begins).order_by("number")
    return rows.values_list("number", flat=True).first()
