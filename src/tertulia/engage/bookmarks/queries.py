"""Reads of bookmarks: each only of one's own, and only of what one still sees."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Left
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.queries import post_facts, thread_facts
from tertulia.engage.bookmarks.models import Bookmark
from tertulia.engage.bookmarks.permissions import seen_by
from tertulia.kit.web.refusals import NotHere, SignInFirst

FILTERS = ("all", "due", "reminders")
EXCERPT = 200


@dataclass(frozen=True, slots=True)
class BookmarkRow:
    """A bookmark as its owner sees it; `number` and `excerpt` where it is of a post."""

    id: int
    note: str
    remind_at: datetime | None
    reminded_at: datetime | None
    created_at: datetime
    thread_id: int
    slug: str
    title: str
    community: str
    post_id: int | None
    number: int | None
    excerpt: str | None

    @property
    def address(self) -> str:
        """Return where it leads."""
        start = f"/t/{self.thread_id}/{self.slug}"
        return f"{start}/{self.number}#p{self.number}" if self.number else start

    @property
    def about(self) -> str:
        """Return the address of what is bookmarked, as forms and programs know it."""
        if self.post_id:
            return f"/posts/{self.post_id}"
        return f"/t/{self.thread_id}"

    @property
    def is_due(self) -> bool:
        """Whether its reminder has come."""
        return self.reminded_at is not None


def _columns(rows: QuerySet) -> QuerySet:
    rows = rows.annotate(
        in_thread=Coalesce("thread_id", "post__thread_id"),
        slug=Coalesce("thread__slug", "post__thread__slug"),
        title=Coalesce("thread__title", "post__thread__title"),
        place=Coalesce("thread__community__name", "post__thread__community__name"),
        excerpt=Left("post__text", EXCERPT),
    )
    return rows.values_list(
        "id", "note", "remind_at", "reminded_at", "created_at", "in_thread", "slug", "title",
        "place", "post_id", F("post__number"), "excerpt",
    )  # fmt: skip


def own_bookmarks(
    actor: Actor, *, only: str = "all", before: int | None = None, limit: int = 30
) -> list[BookmarkRow]:
    """Return the bookmarks of `actor`, the newest first: all, those due, those with a reminder."""
    if not actor.signed_in:
        raise SignInFirst
    rows = Bookmark.objects.filter(seen_by(actor), person=actor.person_id)
    if only == "due":
        due = Q(reminded_at__isnull=False) | Q(remind_at__lte=timezone.now())
        rows = rows.filter(due)
    elif only == "reminders":
        rows = rows.filter(remind_at__isnull=False)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [BookmarkRow(*row) for row in _columns(rows.order_by("-pk"))[:limit]]


def own_bookmark(
    actor: Actor, *, post_id: int | None = None, thread_id: int | None = None
) -> BookmarkRow | None:
    """Return the bookmark of `actor` on a post or a thread that they see, if there is one."""
    if not actor.signed_in:
        raise SignInFirst
    seen = post_facts(actor, post_id) if post_id else thread_facts(actor, thread_id or 0)
    if seen is None:
        raise NotHere
    rows = Bookmark.objects.filter(person=actor.person_id, post=post_id, thread=thread_id)
    row = _columns(rows).first()
    return BookmarkRow(*row) if row else None
