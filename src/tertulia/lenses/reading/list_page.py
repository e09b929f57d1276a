"""The facts of a community's list of threads: the place, and the rows with the viewer's marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Thread
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.core.threads.queries.lists import COLUMNS, PAGE, ThreadRow, behind, thread_row
from tertulia.core.threads.queries.placements import in_view, lounge_since, placed_in
from tertulia.engage.following.levels import muted_for
from tertulia.engage.following.models import Following
from tertulia.kit.sql.prepared import moment

Place = tuple[str, str]
Before = tuple[datetime, int] | None
_HOME = ("community__name", "community__slug")


@dataclass(frozen=True, slots=True)
class ListedThread:
    """A row and how it stands for the viewer. `place`: (name, address) of a home elsewhere."""

    row: ThreadRow
    is_new: bool
    read_number: int
    place: Place | None = None
    is_pinned: bool = False

    @property
    def new_count(self) -> int:
        """Return how many numbers came after the read mark, 0 when nothing is new."""
        return self.row.last_number - self.read_number if self.is_new else 0


def _marked(rows: QuerySet, person: int, *further: str) -> QuerySet:
    mark = Following.objects.filter(thread=OuterRef("pk"), person=person).values("read_number")
    rows = rows.exclude(muted_for(person, communities=False))
    rows = rows.annotate(read_number=Coalesce(Subquery(mark[:1]), Value(0)))
    rows = rows.order_by("-last_post_at", "-id")
    return rows.values_list(*COLUMNS, F("read_number"), *map(F, further))[: PAGE + 1]


@by_actor
def _first(actor: Actor, person: int, community: int, since: int) -> QuerySet:
    rows = visible_to(actor).filter(in_view(moment(since)), community=community)
    return _marked(rows, person)


@by_actor
def _placed(actor: Actor, person: int, community: int, since: int) -> QuerySet:
    rows = visible_to(actor).filter(in_view(moment(since)), pk__in=placed_in(community))
    return _marked(rows.exclude(community=community), person, *_HOME)


def _pins_first(rows: QuerySet, ordinary: Q, person: int, now: object) -> QuerySet:
    """Return the liveliest of `rows` together with those of them that are pinned, in one query."""
    rows = rows.exclude(muted_for(person, communities=False))
    pinned = Q(pinned_until__gt=now)
    liveliest = rows.filter(ordinary).exclude(pinned).order_by("-last_post_at", "-id")
    # Each by the index that serves it: with one condition for both, all threads would be read.
    first = Thread.objects.filter(pk__in=liveliest.values("pk")[: PAGE + 1]).values("pk")
    both = first.union(rows.filter(pinned).values("pk"), all=True)
    mark = Following.objects.filter(thread=OuterRef("pk"), person=person).values("read_number")
    found = Thread.objects.filter(pk__in=both).annotate(
        is_pinned=ExpressionWrapper(pinned, output_field=BooleanField()),
        read_number=Coalesce(Subquery(mark[:1]), Value(0)),
    )
    found = found.order_by("-last_post_at", "-id")
    return found.values_list(*COLUMNS, F("read_number"), F("is_pinned"))


@by_actor
def _first_with_pins(actor: Actor, person: int, community: int, since: int, now: int) -> QuerySet:
    rows = visible_to(actor).filter(community=community)
    return _pins_first(rows, in_view(moment(since)), person, moment(now))


def threads_listed(
    actor: Actor,
    community: int,
    *,
    kind: str = "",
    lane: str = "",
    before: tuple[datetime, int] | None = None,
    has_placed: bool = False,
    has_pins: bool = False,
) -> tuple[list[ListedThread], bool]:
    """Return a page of threads, the liveliest first, and whether there are more behind it.

    Those at home here and, with `has_placed`, those of other homes that are shown here: each to
    whom it is visible at home. With `has_pins`, those that are pinned now stand before the others
    on the first page, above its number, and on no other one.
    """
    since = lounge_since()
    if has_pins and not before:
        found = _pinned_and_first(actor, community, kind, lane, since)
    elif kind or lane or before:
        rows = _narrowed(actor, {"community": community}, kind, lane, before, since)
        rows = rows.exclude(pinned_until__gt=timezone.now()) if has_pins else rows
        found = _all_listed(actor, _marked(rows, actor.person_id or -1))
    else:
        values = values_for(actor, community=community, since=since)
        found = _all_listed(actor, _first(actor, "community", "since").rows(**values))
    if has_placed:
        found += _from_elsewhere(actor, community, kind, lane, before, since)
        found.sort(key=lambda one: (one.row.last_at, one.row.id), reverse=True)
    pinned = [one for one in found if one.is_pinned]
    ordinary = [one for one in found if not one.is_pinned]
    return pinned + ordinary[:PAGE], len(ordinary) > PAGE


def _pinned_and_first(
    actor: Actor, community: int, kind: str, lane: str, since: datetime
) -> list[ListedThread]:
    now = timezone.now()
    rows: Iterable[tuple]
    if kind or lane:
        wanted = visible_to(actor).filter(community=community, **_named(kind, lane))
        rows = _pins_first(wanted, in_view(since), actor.person_id or -1, now)
    else:
        values = values_for(actor, community=community, since=since, now=now)
        rows = _first_with_pins(actor, "community", "since", "now").rows(**values)
    return [_listed(actor, row[:-1], is_pinned=bool(row[-1])) for row in rows]


def _from_elsewhere(
    actor: Actor, community: int, kind: str, lane: str, before: Before, since: datetime
) -> list[ListedThread]:
    rows: Iterable[tuple]
    if kind or lane or before:
        wanted = {"pk__in": placed_in(community)}
        found = _narrowed(actor, wanted, kind, lane, before, since).exclude(community=community)
        rows = _marked(found, actor.person_id or -1, *_HOME)
    else:
        values = values_for(actor, community=community, since=since)
        rows = _placed(actor, "community", "since").rows(**values)
    return [_listed(actor, row[:-2], (row[-2], f"/c/{row[-1]}")) for row in rows]


def _all_listed(actor: Actor, rows: Iterable[tuple]) -> list[ListedThread]:
    return [_listed(actor, values) for values in rows]


def _named(kind: str, lane: str) -> dict[str, str]:
    return {name: value for name, value in (("kind", kind), ("lane", lane)) if value}


def _narrowed(
    actor: Actor,
    where: dict[str, Any],
    kind: str,
    lane: str,
    before: Before,
    since: datetime,
) -> QuerySet:
    wanted = _named(kind, lane)
    return behind(visible_to(actor).filter(in_view(since), **where, **wanted), before)


def listed_rows(actor: Actor, rows: QuerySet, *, limit: int) -> list[ListedThread]:
    """Return threads with the marks of `actor`, the liveliest first, at most `limit`."""
    person = actor.person_id or -1
    mark = Following.objects.filter(thread=OuterRef("pk"), person=person).values("read_number")
    rows = rows.annotate(own_mark=Coalesce(Subquery(mark[:1]), Value(0)))
    rows = rows.order_by("-last_post_at", "-id").values_list(*COLUMNS, F("own_mark"))
    return [_listed(actor, values) for values in rows[:limit]]


def threads_under(
    actor: Actor, community: int, topic: int, *, before: tuple[datetime, int] | None = None
) -> tuple[list[ListedThread], bool]:
    """Return a page of the threads of a community under a topic, and whether there are more."""
    rows = visible_to(actor).filter(community=community, topics=topic)
    found = list(_marked(behind(rows, before), actor.person_id or -1))
    return [_listed(actor, values) for values in found[:PAGE]], len(found) > PAGE


def _listed(
    actor: Actor, values: tuple, place: Place | None = None, *, is_pinned: bool = False
) -> ListedThread:
    row, read = thread_row(values[:-1]), values[-1]
    is_new = actor.signed_in and 0 < read < row.last_number
    return ListedThread(row, is_new, read, place, is_pinned)
