"""Six ways through what was written while one was away; each a list of threads by keyset."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import ForeignRecord, Lane, Post, Thread
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.lists import behind
from tertulia.engage.following.levels import follows, muted_for
from tertulia.engage.following.models import Following, ReadingHabits
from tertulia.lenses.notifications.queries import threads_told_of
from tertulia.lenses.reading.list_page import ListedThread, listed_rows

VIEWS = ("for-you", "new", "unread", "following", "unanswered", "yours")
COUNTED = ("for-you", "new", "unread")
MOST_COUNTED = 100
PAGE = 30


def threads_in_view(actor: Actor, view: str) -> QuerySet[Thread]:
    """Return the threads of one of `VIEWS`, as far as `actor` sees them; nothing they muted."""
    person = actor.person_id or -1
    rows = visible_to(actor).filter(is_removed=False).exclude(muted_for(person))
    return _NARROWED[view](rows, actor, person)


def caught(
    actor: Actor, view: str, *, before: tuple[datetime, int] | None = None, limit: int = PAGE + 1
) -> list[ListedThread]:
    """Return a page of a view, the liveliest first, from behind `before`."""
    rows = behind(threads_in_view(actor, view), before)
    return listed_rows(actor, rows, limit=limit)


def counts_in_views(actor: Actor) -> dict[str, int]:
    """Return how many threads wait in each view that is counted, `MOST_COUNTED` at most."""
    return {
        view: len(threads_in_view(actor, view).order_by().values_list("pk")[:MOST_COUNTED])
        for view in COUNTED
    }


def _new(rows: QuerySet, actor: Actor, person: int) -> QuerySet:
    """Begun since one belongs there, by others, never opened, not imported."""
    opened = Following.objects.filter(person=person, thread=OuterRef("pk"), read_number__gt=0)
    imported = ForeignRecord.objects.filter(thread=OuterRef("pk"), post__isnull=True)
    rows = rows.filter(
        community__memberships__person=person,
        created_at__gt=F("community__memberships__joined_at"),
    ).exclude(author=person)
    habits = ReadingHabits.objects.filter(person=person)
    seen = habits.values_list("caught_up_at", flat=True).first()
    if seen is not None:
        rows = rows.filter(created_at__gt=seen)
    return rows.filter(~Exists(opened), ~Exists(imported))


def _unread(rows: QuerySet, actor: Actor, person: int) -> QuerySet:
    behind_the_end = Following.objects.filter(
        person=person, read_number__gt=0, read_number__lt=F("thread__last_number")
    )
    return rows.filter(pk__in=behind_the_end.values("thread"))


def _following(rows: QuerySet, actor: Actor, person: int) -> QuerySet:
    return rows.filter(follows(person))


def _for_you(rows: QuerySet, actor: Actor, person: int) -> QuerySet:
    told = Q(pk__in=threads_told_of(actor))
    moved = Following.objects.filter(
        person=person, read_number__gt=0, read_number__lt=F("thread__last_number")
    )
    return rows.filter(told | (follows(person) & Q(pk__in=moved.values("thread"))))


def _unanswered(rows: QuerySet, actor: Actor, person: int) -> QuerySet:
    rows = rows.filter(
        community__memberships__person=person, post_count=1, status="open", lane=Lane.WORKBENCH
    )
    return rows.exclude(author=person)


def _yours(rows: QuerySet, actor: Actor, person: int) -> QuerySet:
    written = Post.objects.filter(author=person, is_removed=False)
    return rows.filter(Q(author=person) | Q(pk__in=written.values("thread")))


_NARROWED = {
    "for-you": _for_you,
    "new": _new,
    "unread": _unread,
    "following": _following,
    "unanswered": _unanswered,
    "yours": _yours,
}
