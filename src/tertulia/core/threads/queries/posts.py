"""Posts as pages show them: in chunks of twenty numbers, without any viewer in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import FormerAddress, Post
from tertulia.core.threads.permissions import posts_visible_to

CHUNK = 20


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as everybody who sees its thread sees it. A removed one has no words."""

    id: int
    thread_id: int
    number: int
    author_id: int | None
    byline: str
    handle: str
    html: str
    language: str
    created_at: datetime
    edited_at: datetime | None
    revision_count: int
    is_removed: bool
    root_id: int | None
    reply_to_number: int | None
    reply_to_byline: str
    anchor_exact: str
    anchor_number: int | None
    anchor_paragraph: str
    anchor_state: str
    anchor_seconds: float | None

    @property
    def hue(self) -> int:
        """One of twelve hues for the avatar; the same person always has the same."""
        return (self.author_id or 0) % 12 if self.handle else 0


_COLUMNS = (
    "id", "thread_id", "number", "author_id", "alias", "author__name", "author__handle", "html",
    "language", "created_at", "edited_at", "revision_count", "is_removed", "root_id",
    "reply_to__number", "reply_to__alias", "reply_to__author__name", "anchor__exact",
    "anchor__target__number", "anchor__paragraph", "anchor__state", "anchor__seconds_from",
)  # fmt: skip


def byline(alias: str, name: str | None) -> str:
    """Return what every door prints for an author: the alias hides the person."""
    from django.utils.translation import gettext

    return alias or name or gettext("Former member")


def _row(values: tuple) -> PostRow:
    (post_id, thread_id, number, author_id, alias, name, handle, html, language, created, edited,
     revisions, removed, root_id, to_number, to_alias, to_name, exact, target_number, paragraph,
     state, seconds) = values  # fmt: skip
    return PostRow(
        post_id,
        thread_id,
        number,
        None if alias else author_id,
        byline(alias, name),
        "" if alias else handle or "",
        "" if removed else html,
        language,
        created,
        edited,
        revisions,
        removed,
        root_id,
        to_number,
        byline(to_alias or "", to_name) if to_number else "",
        exact or "",
        target_number,
        paragraph or "",
        state or "",
        seconds,
    )


def chunk_of(number: int) -> int:
    """Return the chunk (from 0) in which post `number` stands."""
    return max(number - 1, 0) // CHUNK


def posts_in_chunk(thread_id: int, chunk: int) -> list[PostRow]:
    """Return the posts of one chunk. Whoever calls has checked that the thread may be seen."""
    first = chunk * CHUNK + 1
    rows = Post.objects.filter(thread=thread_id, number__gte=first, number__lt=first + CHUNK)
    return [_row(values) for values in rows.order_by("number").values_list(*_COLUMNS)]


def post_row(post_id: int) -> PostRow | None:
    """Return one post as everybody sees it. Whoever calls has checked the thread."""
    values = Post.objects.filter(pk=post_id).values_list(*_COLUMNS).first()
    return _row(values) if values else None


def post_rows(posts: Iterable[int]) -> dict[int, PostRow]:
    """Return several posts at once, by id. Whoever calls has checked their threads."""
    rows = Post.objects.filter(pk__in=list(posts)).values_list(*_COLUMNS)
    return {values[0]: _row(values) for values in rows}


def post_at(actor: Actor, thread_id: int, number: int) -> Post | None:
    """Return the post at `number`, also by an address it had before, if `actor` sees its words."""
    seen = posts_visible_to(actor)
    found = seen.filter(thread=thread_id, number=number).first()
    if found:
        return found
    moved = FormerAddress.objects.filter(thread=thread_id, number=number).values("post")
    return seen.filter(pk__in=moved).first()
