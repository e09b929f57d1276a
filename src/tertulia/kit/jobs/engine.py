"""The workers: threads of this process that answer wakes, and the sweep beside them."""

import signal
import threading
import time

from django.db import close_old_connections, connections
from huey.consumer import Consumer, Scheduler, Worker

from tertulia.kit.jobs import outbox, wakes

LONGEST_LOOK_SECONDS = 0.25
"""A wake sent by another process is seen after this time at the latest."""
SWEEP_SECONDS = 1
LONG_QUEUE = 1000
GRACE_SECONDS = 3
"""What a clean stop leaves to jobs under way; the others run again after their lease."""


class _Worker(Worker):
    def sleep(self) -> None:
        wakes.bell.acquire(timeout=min(self.delay, self.max_delay))
        self.delay *= self.backoff

    def shutdown(self) -> None:
        connections.close_all()


class _Sweep(Scheduler):
    """Wakes what is overdue: wakes that were lost, leases that ran out, times that have come."""

    def loop(self, now: object = None) -> None:
        started = time.monotonic()
        try:
            close_old_connections()
            self._wake_overdue()
        except Exception:
            self._logger.exception("The sweep of the outbox failed; it goes on.")
        self.sleep_for_interval(started, SWEEP_SECONDS)

    def _wake_overdue(self) -> None:
        # Behind a long queue everything is overdue; more wakes would only make it longer.
        if self.huey.storage.queue_size() < LONG_QUEUE:
            for errand_id in outbox.claim_overdue():
                wakes.send(errand_id)

    def shutdown(self) -> None:
        connections.close_all()


class _Consumer(Consumer):
    worker_class = _Worker
    scheduler_class = _Sweep

    def _set_signal_handlers(self) -> None:
        """Signals belong to the server or command that this runs in."""


_running: _Consumer | None = None


def start(*, workers: int = 2) -> None:
    """Start the workers in threads of this process. To be called once the database is migrated."""
    global _running
    if _running is not None:
        return
    outbox.keep_recurring()
    _running = _Consumer(
        wakes.queue()[0],
        workers=workers,
        periodic=False,
        initial_delay=0.05,
        max_delay=LONGEST_LOOK_SECONDS,
        shutdown_timeout=GRACE_SECONDS,
    )
    _running.start()


def stop() -> None:
    """Take no more errands and wait, at most three seconds, for those under way."""
    global _running
    if _running is None:
        return
    consumer, _running = _running, None
    consumer.stop_flag.set()
    wakes.bell.release(consumer.workers)
    consumer.stop(graceful=True)


def run_forever(*, workers: int = 2) -> None:
    """Work until SIGTERM or SIGINT: the whole of a worker process."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    start(workers=workers)
    ended.wait()
    stop()
