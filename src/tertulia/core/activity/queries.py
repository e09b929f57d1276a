"""Reads of the stream. Who may see an activity is decided by what it is about, not here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from tertulia.core.activity.models import Activity
from tertulia.kit.sql.prepared import Prepared

AT_ONCE = 200
"""How many activities whoever follows the stream is given in one go."""
_COLUMNS = (
    *(
        "id",
        "verb",
        "actor",
        "community",
        "thread",
        "post",
        "person",
        "data",
        "recorded_at",
        "door",
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity, as columns."""

    id: int
    verb: str
    actor: int | None
    community: int | None
    thread: int | None
    post: int | None
    person: int | None
    data: dict[str, Any]
    recorded_at: datetime
    door: str = ""


def _after(activity: int) -> QuerySet:
    return Activity.objects.filter(id__gt=activity).order_by("id").values_list(*_COLUMNS)[:AT_ONCE]


_entries_after = Prepared(_after, "activity")


def entries_after(activity_id: int) -> list[Entry]:
    """Return up to `AT_ONCE` activities after `activity_id`, oldest first."""
    return [Entry(*row) for row in _entries_after.rows(activity=activity_id)]


def entries_about(
    after: int,
    *,
    until: int,
    verbs: Collection[str],
    threads: set[int],
    communities: set[int],
    limit: int,
) -> list[Entry]:
    """Return up to `limit` activities of `verbs` in any of the places, after < id <= until."""
    places = Q(thread__in=threads) | Q(community__in=communities)
    rows = Activity.objects.filter(places, id__gt=after, id__lte=until, verb__in=verbs)
    return [Entry(*row) for row in rows.order_by("id").values_list(*_COLUMNS)[:limit]]


def last_id() -> int:
    """Return the id of the newest activity, 0 when nothing has happened yet."""
    return Activity.objects.aggregate(last=Max("id"))["last"] or 0
