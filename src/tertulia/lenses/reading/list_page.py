"""The facts of a community's list of threads: the place, and the rows with the viewer's marks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.core.threads.queries.lists import COLUMNS, PAGE, ThreadRow, behind, thread_row
from tertulia.engage.following.levels import muted_for
from tertulia.engage.following.models import Following


@dataclass(frozen=True, slots=True)
class ListedThread:
    """A row and how it stands for the viewer."""

    row: ThreadRow
    is_new: bool
    read_number: int

    @property
    def new_count(self) -> int:
        """Return how many numbers came after the read mark, 0 when nothing is new."""
        return self.row.last_number - self.read_number if self.is_new else 0


def _marked(rows: QuerySet, person: int) -> QuerySet:
    mark = Following.objects.filter(thread=OuterRef("pk"), person=person).values("read_number")
    rows = rows.exclude(muted_for(person, communities=False))
    rows = rows.annotate(read_number=Coalesce(Subquery(mark[:1]), Value(0)))
    rows = rows.order_by("-last_post_at", "-id")
    return rows.values_list(*COLUMNS, F("read_number"))[: PAGE + 1]


@by_actor
def _first(actor: Actor, person: int, community: int) -> QuerySet:
    return _marked(visible_to(actor).filter(community=community), person)


def threads_listed(
    actor: Actor, community: int, *, kind: str = "", before: tuple[datetime, int] | None = None
) -> tuple[list[ListedThread], bool]:
    """Return a page of threads, the liveliest first, and whether there are more behind it."""
    if kind or before:
        rows = visible_to(actor).filter(community=community)
        rows = behind(rows.filter(kind=kind) if kind else rows, before)
        found = list(_marked(rows, actor.person_id or -1))
    else:
        query = _first(actor, "community")
        found = list(query.rows(**values_for(actor, community=community)))
    listed = [_listed(actor, values) for values in found[:PAGE]]
    return listed, len(found) > PAGE


def _listed(actor: Actor, values: tuple) -> ListedThread:
    row, read = thread_row(values[:-1]), values[-1]
    return ListedThread(row, actor.signed_in and 0 < read < row.last_number, read)
