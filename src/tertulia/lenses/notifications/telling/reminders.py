"""News of reminders that people set for themselves."""

from collections.abc import Iterator, Sequence

from tertulia.core.activity.queries import Entry
from tertulia.lenses.notifications.models import Cause
from tertulia.lenses.notifications.telling.news import News, teller


@teller("bookmark.reminded")
def tell_of_reminders(entries: Sequence[Entry]) -> Iterator[News]:
    """Tell somebody that the time has come."""
    for entry in entries:
        if entry.person is not None:
            yield News(
                person=entry.person,
                cause=Cause.REMINDER,
                key=f"reminder-{entry.id}",
                activity=entry.id,
                at=entry.recorded_at,
                thread=entry.thread,
                post=entry.post,
            )
