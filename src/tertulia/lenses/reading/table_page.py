"""The facts of somebody's table: a few threads, each with the reason why it lies there."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.lists import COLUMNS, ThreadRow, thread_row
from tertulia.engage.following.models import Level

MOST = 7


@dataclass(frozen=True, slots=True)
class Served:
    """A thread on the table. `new` posts since one was there; 0: it waits for its first reply."""

    row: ThreadRow
    new: int
    read_number: int


def table_of(actor: Actor, communities: Collection[int]) -> list[Served]:
    """Return at most seven threads: what one follows and has moved, then what nobody answered."""
    moved = [
        Served(row, row.last_number - read, read)
        for row, read in _followed(actor)
        if row.last_number > read
    ]
    known = {each.row.id for each in moved}
    waiting = [Served(row, 0, 0) for row in _unanswered(actor, communities) if row.id not in known]
    # Two chairs are kept for those who wait: what moved would otherwise fill the table each day.
    kept = moved[: MOST - min(2, len(waiting))]
    return kept + waiting[: MOST - len(kept)]


def _followed(actor: Actor) -> list[tuple[ThreadRow, int]]:
    rows: QuerySet = visible_to(actor).filter(
        is_removed=False,
        followings__person=actor.person_id,
        followings__level__gte=Level.NORMAL,
        followings__read_number__gt=0,
        followings__read_number__lt=F("last_number"),
    )
    columns = (*COLUMNS, "followings__read_number")
    found = rows.order_by("-last_post_at", "-id").values_list(*columns)[:MOST]
    return [(thread_row(values[:-1]), values[-1]) for values in found]


def _unanswered(actor: Actor, communities: Collection[int]) -> list[ThreadRow]:
    rows: QuerySet = visible_to(actor).filter(
        community__in=communities, post_count=1, status="open", is_removed=False
    )
    rows = rows.exclude(author=actor.person_id)
    found = rows.order_by("-last_post_at", "-id").values_list(*COLUMNS)[:MOST]
    return [thread_row(values) for values in found]
