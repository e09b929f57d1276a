"""The facts of a community's list of threads: the place, and the rows with the viewer's marks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.core.threads.queries.lists import COLUMNS, PAGE, ThreadRow, behind, thread_row
from tertulia.core.threads.queries.placements import in_view, lounge_since, placed_in
from tertulia.engage.following.levels import muted_for
from tertulia.engage.following.models import Following
from tertulia.kit.sql.prepared import moment

Place = tuple[str, str]
_HOME = ("community__name", "community__slug")


@dataclass(frozen=True, slots=True)
class ListedThread:
    """A row and how it stands for the viewer. `place`: (name, address) of a home elsewhere."""

    row: ThreadRow
    is_new: bool
    read_number: int
    place: Place | None = None

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


def threads_listed(
    actor: Actor,
    community: int,
    *,
    kind: str = "",
    lane: str = "",
    before: tuple[datetime, int] | None = None,
    has_placed: bool = False,
) -> tuple[list[ListedThread], bool]:
    """Return a page of threads, the liveliest first, and whether there are more behind it.

    Those at home here and, with `has_placed`, those of other homes that are shown here: each to
    whom it is visible at home.
    """
    since = lounge_since()
    if kind or lane or before:
        found = _narrowed(actor, {"community": community}, kind, lane, before, since)
        placed: list[tuple] = []
        if has_placed:
            wanted = {"pk__in": placed_in(community)}
            placed = _narrowed(actor, wanted, kind, lane, before, since, away_from=community)
    else:
        values = values_for(actor, community=community, since=since)
        found = list(_first(actor, "community", "since").rows(**values))
        query = _placed(actor, "community", "since")
        placed = list(query.rows(**values)) if has_placed else []
    listed = [_listed(actor, values) for values in found]
    if placed:
        listed += [_listed(actor, row[:-2], (row[-2], f"/c/{row[-1]}")) for row in placed]
        listed.sort(key=lambda one: (one.row.last_at, one.row.id), reverse=True)
    return listed[:PAGE], len(listed) > PAGE


def _narrowed(
    actor: Actor,
    where: dict[str, Any],
    kind: str,
    lane: str,
    before: tuple[datetime, int] | None,
    since: datetime,
    away_from: int | None = None,
) -> list[tuple]:
    wanted = {name: value for name, value in (("kind", kind), ("lane", lane)) if value}
    rows = behind(visible_to(actor).filter(in_view(since), **where, **wanted), before)
    person = actor.person_id or -1
    if away_from is None:
        return list(_marked(rows, person))
    return list(_marked(rows.exclude(community=away_from), person, *_HOME))


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


def _listed(actor: Actor, values: tuple, place: Place | None = None) -> ListedThread:
    row, read = thread_row(values[:-1]), values[-1]
    is_new = actor.signed_in and 0 < read < row.last_number
    return ListedThread(row, is_new, read, place)
