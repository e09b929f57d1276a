"""What was recorded is told soon after it was committed; the sweep sees to what a crash left."""

import threading
from datetime import timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone

from tertulia.core.activity.record import Happened, after
from tertulia.kit.jobs.outbox import enqueue
from tertulia.lenses.notifications.jobs import tell
from tertulia.lenses.notifications.telling import TELLERS
from tertulia.lenses.notifications.telling.news import verbs_told

assert TELLERS  # loaded, so that their verbs are known
LULL_SECONDS = 0.5


class Promise:
    """Orders the telling: at once after a lull, and once a second while much is written.

    An order that is still to come tells of everything committed before it is carried out, so that
    a busy hour costs its writers next to nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = self._covered = 0.0

    def wanted(self, now: float) -> float | None:
        """Return in how many seconds telling is to be ordered; None where it is already."""
        with self._lock:
            if now < self._covered:
                return None
            pause = 0.0 if now - self._last > LULL_SECONDS else 1.0
            self._last, self._covered = now, now + pause
            return pause


promise = Promise()


@after(*verbs_told())
def on_something_to_tell(happened: Happened) -> None:
    """See to it that people hear of it."""
    if happened.door == "import":
        return
    pause = promise.wanted(monotonic())
    if pause is None:
        return
    with transaction.atomic():
        due = timezone.now() + timedelta(seconds=pause) if pause else None
        enqueue(tell, run_after=due)
