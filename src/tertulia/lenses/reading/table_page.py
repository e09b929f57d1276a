"""The facts of somebody's table: a few threads, each with the reason why it lies there."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Lane
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.core.threads.queries.lists import COLUMNS, ThreadRow, thread_row

MOST = 7
LIVELY = 16


@dataclass(frozen=True, slots=True)
class Served:
    """A thread on the table. `new` posts since one was there; 0: it waits for its first reply."""

    row: ThreadRow
    new: int
    read_number: int


def table_of(actor: Actor) -> list[Served]:
    """Return at most seven threads: what one has read and has moved, then what nobody answered."""
    if not actor.signed_in:
        return []
    rows = _moved(actor).rows(**values_for(actor))
    moved = [_served(values) for values in rows]
    unanswered = _unanswered(actor).rows(**values_for(actor))
    waiting = [Served(thread_row(values), 0, 0) for values in unanswered]
    # Two chairs are kept for those who wait: what moved would otherwise fill the table each day.
    kept = moved[: MOST - min(2, len(waiting))]
    return kept + waiting[: MOST - len(kept)]


def talked_about(actor: Actor, *, in_mine: bool) -> list[ThreadRow]:
    """Return the liveliest threads of one's own communities, or of all that one may read."""
    query = _lively_in_mine if in_mine else _lively
    return [thread_row(values) for values in query(actor).rows(**values_for(actor))]


def _served(values: tuple) -> Served:
    row, read = thread_row(values[:-1]), values[-1]
    return Served(row, row.last_number - read, read)


@by_actor
def _moved(actor: Actor, person: int) -> QuerySet:
    rows: QuerySet = visible_to(actor).filter(
        is_removed=False,
        followings__person=person,
        followings__level__gt=0,
        followings__read_number__gt=0,
        followings__read_number__lt=F("last_number"),
    )
    rows = rows.order_by("-last_post_at", "-id")
    return rows.values_list(*COLUMNS, "followings__read_number")[:MOST]


@by_actor
def _unanswered(actor: Actor, person: int) -> QuerySet:
    rows: QuerySet = visible_to(actor).filter(
        community__memberships__person=person,
        post_count=1,
        status="open",
        is_removed=False,
        lane=Lane.WORKBENCH,
    )
    rows = rows.exclude(author=person).exclude(followings__person=person)
    return rows.order_by("-last_post_at", "-id").values_list(*COLUMNS)[:MOST]


@by_actor
def _lively_in_mine(actor: Actor, person: int) -> QuerySet:
    rows: QuerySet = visible_to(actor).filter(
        community__memberships__person=person, is_removed=False
    )
    return rows.order_by("-last_post_at", "-id").values_list(*COLUMNS)[:LIVELY]


@by_actor
def _lively(actor: Actor, person: int) -> QuerySet:
    rows: QuerySet = visible_to(actor).filter(is_removed=False)
    return rows.order_by("-last_post_at", "-id").values_list(*COLUMNS)[:LIVELY]
