"""Who pinned a thread, and until when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from tertulia.core.threads.models import Pin
from tertulia.core.threads.queries.posts import Byline, byline


@dataclass(frozen=True, slots=True)
class PinRow:
    """A pin that holds. `until` is None where it has no end."""

    by: Byline
    pinned_at: datetime
    until: datetime | None


def pin_of(thread_id: int) -> PinRow | None:
    """Return the pin that holds a thread up now. Whoever calls has checked the thread."""
    held = Pin.objects.filter(Q(until=None) | Q(until__gt=timezone.now()), ended_at=None)
    columns = ("pinner_id", "pinner__name", "pinner__handle", "pinned_at", "until")
    row = held.filter(thread=thread_id).values_list(*columns).first()
    return PinRow(byline(row[0], "", row[1], row[2]), *row[3:]) if row else None
