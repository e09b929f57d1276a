"""Why a thread takes no more replies. Whoever calls has checked the thread."""

from dataclasses import dataclass
from datetime import datetime

from tertulia.core.threads.models import Closure
from tertulia.core.threads.queries.posts import Byline, byline


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """Who closed a thread, when, and why; the reason is for everybody."""

    by: Byline
    closed_at: datetime
    reason: str


def closure_of(thread_id: int) -> ClosureRow | None:
    """Return the closure that holds now; None where the thread is open or was closed elsewhere."""
    rows = Closure.objects.filter(thread=thread_id, reopened_at=None).order_by("-id")
    columns = ("closer_id", "closer__name", "closer__handle", "closed_at", "reason")
    row = rows.values_list(*columns).first()
    return ClosureRow(byline(row[0], "", row[1], row[2]), row[3], row[4]) if row else None
