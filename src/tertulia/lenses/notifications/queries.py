"""Reads about notifications; each starts from `visible_to`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.core.threads.queries.posts import Byline, byline
from tertulia.kit.web.refusals import SignInFirst
from tertulia.lenses.notifications.models import MAILED, OF_POSTS, Cause, Choice
from tertulia.lenses.notifications.reach import unread_by, visible_to

MOST_COUNTED = 10
COLUMNS = (
    "id", "cause", "happened_at", "count", "data", "thread_id", "thread__slug", "thread__title",
    "post_id", "post__number", "post__text", "community__slug", "community__name", "by_id",
    "post__alias", "by__name", "by__handle", "post__author_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """A notification as the inbox shows it."""

    id: int
    cause: str
    happened_at: datetime
    count: int
    data: dict[str, Any]
    thread_id: int | None
    thread_slug: str | None
    title: str
    post_id: int | None
    number: int | None
    words: str
    community_slug: str | None
    community_name: str | None
    by: Byline
    is_unread: bool

    @property
    def is_of_circle(self) -> bool:
        """Whether it happened among a few, who have no page for everybody."""
        return (self.community_slug or "").startswith("~")

    @property
    def address(self) -> str:
        """Return the page that it leads to."""
        if self.thread_id is None:
            return self._place()
        start = f"/t/{self.thread_id}/{self.thread_slug}"
        return f"{start}/{self.number}#p{self.number}" if self.number else start

    def _place(self) -> str:
        known = self.data.get("address")
        if known:
            return str(known)
        if self.community_slug is None:
            return "/inbox"
        if self.is_of_circle:
            return "/conversations"
        wanted = "/members#requests" if self.cause == Cause.REQUEST else ""
        return f"/c/{self.community_slug}{wanted}"


def notification_row(values: tuple) -> NotificationRow:
    """Build a row from `COLUMNS` and whether it is unread."""
    by_id, alias, name, handle, author = values[13:18]
    # An alias speaks for who wrote the post; whoever acts upon it has their own name.
    by = byline(by_id, (alias or "") if by_id == author else "", name, handle)
    words = (values[7] or "", *values[8:10], values[10] or "")
    return NotificationRow(*(*values[:7], *words, *values[11:13], by, bool(values[18])))


def _shown(rows: QuerySet, person: int) -> QuerySet:
    unread = Case(
        When(unread_by(person), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    return rows.order_by("-happened_at", "-id").values_list(*COLUMNS, unread)


def notifications_of(
    actor: Actor,
    *,
    unread: bool = False,
    causes: Collection[str] = (),
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[NotificationRow]:
    """Return what `actor` is told, the newest first, from behind (happened_at, id) `before`."""
    if actor.person_id is None:
        return []
    rows = visible_to(actor)
    if unread:
        rows = rows.filter(unread_by(actor.person_id))
    if causes:
        rows = rows.filter(cause__in=causes)
    if before is not None:
        moment, number = before
        older = Q(happened_at__lt=moment) | Q(happened_at=moment, id__lt=number)
        rows = rows.filter(older, happened_at__lte=moment)
    return [notification_row(values) for values in _shown(rows, actor.person_id)[:limit]]


def notification_of(actor: Actor, number: int) -> NotificationRow | None:
    """Return one notification to `actor`, None where there is none that they may see."""
    if actor.person_id is None:
        raise SignInFirst
    values = _shown(visible_to(actor).filter(pk=number), actor.person_id).first()
    return notification_row(values) if values else None


def threads_told_of(actor: Actor) -> QuerySet:
    """Return the threads of what `actor` was told and has not seen, as a subquery."""
    rows = visible_to(actor).filter(unread_by(actor.person_id or -1), thread__isnull=False)
    return rows.values("thread")


@by_actor
def _unread(actor: Actor, person: int) -> QuerySet:
    rows: QuerySet = visible_to(actor).filter(unread_by(person))
    return rows.values_list("pk")[:MOST_COUNTED]


def unread_count(actor: Actor) -> int:
    """Return how many notifications `actor` has not seen; what is more than ten counts as ten."""
    if not actor.signed_in:
        return 0
    return sum(1 for _row in _unread(actor).rows(**values_for(actor)))


def unread_words(count: int) -> str:
    """Return the count as pages say it: nothing for none."""
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count or "")


@by_actor
def _waiting(actor: Actor, person: int) -> QuerySet:
    meant = [each.value for each in Cause if each not in (Cause.WATCHED, Cause.STARTED)]
    rows: QuerySet = visible_to(actor).filter(unread_by(person), cause__in=meant)
    return _shown(rows, person)[:7]


def notifications_waiting(actor: Actor) -> list[NotificationRow]:
    """Return the newest seven that mean `actor` and that they have not seen."""
    if not actor.signed_in:
        return []
    return [notification_row(values) for values in _waiting(actor).rows(**values_for(actor))]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """Where somebody is told of a cause."""

    cause: str
    label: str
    on_site: bool
    by_mail: bool


def choices_of(actor: Actor) -> list[ChoiceRow]:
    """Return for each cause where `actor` is told of it."""
    rows = Choice.objects.filter(person=actor.person_id or -1)
    made = {row[0]: row[1:] for row in rows.values_list("cause", "on_site", "by_mail")}
    return [
        ChoiceRow(each.value, str(each.label), *made.get(each.value, (True, each in MAILED)))
        for each in Cause
    ]


def is_of_post(cause: str) -> bool:
    """Say whether the cause is a new post."""
    return cause in OF_POSTS
