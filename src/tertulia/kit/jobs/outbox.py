"""The outbox row is the truth: what is owed, who runs it until when, what went wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from tertulia.kit.jobs import wakes
from tertulia.kit.jobs.models import Errand, ErrandQuerySet, State
from tertulia.kit.jobs.registry import Job, job_named, recurring_jobs

WAKE_GRACE = timedelta(seconds=5)
"""How long a wake may stay unanswered before the sweep sends another."""
RECURRING = "recurring"
ERROR_LENGTH = 8000


def enqueue(
    job: Job, *, run_after: datetime | None = None, unique_key: str | None = None, **payload: object
) -> int:
    """Promise a run of `job` with `payload` (JSON), together with the transaction around; its id.

    With `unique_key` an errand of that key that still waits is used again: it keeps its time and
    takes the newer payload. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{job.name}: enqueue belongs inside the transaction it follows from")
    now = timezone.now()
    errand = Errand(
        name=job.name,
        payload=payload,
        unique_key=unique_key,
        run_after=run_after or now,
        wake_at=run_after or now + WAKE_GRACE,
    )
    _write(errand)
    if run_after is None or run_after <= now:
        _wake_on_commit(errand.pk)
    return errand.pk


def _wake_on_commit(errand_id: int) -> None:
    def wake() -> None:
        wakes.send(errand_id)

    transaction.on_commit(wake, robust=True)  # robust: what is committed stays a success


def _write(errand: Errand) -> None:
    if errand.unique_key is None:
        errand.save(force_insert=True)
        return
    # The update holds the waiting row until this transaction ends, so that no worker runs it
    # before it can see what this transaction writes.
    Errand.objects.bulk_create(
        [errand],
        update_conflicts=True,
        unique_fields=["name", "unique_key"],
        update_fields=["payload"],
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """An errand that this thread may run until its lease ends. `attempts` tells its lease apart."""

    id: int
    job: Job
    payload: dict[str, object]
    attempts: int


def take(errand_id: int) -> Taken | None:
    """Lease an errand; None when it is done, not due yet, or in other hands."""
    now = timezone.now()
    with transaction.atomic():
        rows = Errand.objects.takeable(now).select_for_update(skip_locked=True)
        errand = rows.filter(pk=errand_id).first()
        if errand is None:
            return None
        job = job_named(errand.name)
        if job is None:
            _bury(errand, "This version knows no job of that name.")
            return None
        if errand.state == State.RUNNING and errand.attempts > job.retries and not job.every:
            _bury(errand, "Its worker ended without a word, each time.")
            return None
        errand.state = State.RUNNING
        errand.attempts += 1
        errand.lease_until = errand.wake_at = now + job.lease
        if not job.every:
            errand.unique_key = None
        errand.save()
    return Taken(errand.pk, job, errand.payload, errand.attempts)


def _bury(errand: Errand, error: str) -> None:
    errand.state, errand.last_error, errand.unique_key = State.DEAD, error, None
    errand.save()


def _held(taken: Taken) -> ErrandQuerySet:
    """The row, unless its lease ran out and another worker has it."""
    return Errand.objects.filter(pk=taken.id, state=State.RUNNING, attempts=taken.attempts)


def finish(taken: Taken) -> None:
    """The work is done: nothing is owed any more; a recurring job waits for its next time."""
    with transaction.atomic():
        if taken.job.every is None:
            _held(taken).delete()
        else:
            _wait(taken, taken.job.every, attempts=0, last_error="")


def fail(taken: Taken, error: str) -> bool:
    """Note what went wrong and try again later; True when that was the last attempt."""
    last = taken.attempts > taken.job.retries
    error = error[-ERROR_LENGTH:]
    with transaction.atomic():
        if not last:
            _wait(taken, taken.job.pause_after(taken.attempts), last_error=error)
        elif taken.job.every is not None:
            _wait(taken, taken.job.every, attempts=0, last_error=error)
        else:
            _held(taken).update(state=State.DEAD, last_error=error, lease_until=None)
    return last


def _wait(taken: Taken, pause: timedelta, **changes: object) -> None:
    at = timezone.now() + pause
    _held(taken).update(state=State.WAITING, run_after=at, wake_at=at, lease_until=None, **changes)


def claim_overdue(limit: int = 500) -> list[int]:
    """Return errands that should have been woken by now, and put off the next look at them."""
    now = timezone.now()
    overdue = Errand.objects.living().filter(wake_at__lte=now)
    if not overdue.exists():
        return []  # the common case takes no write lock
    with transaction.atomic():
        rows = overdue.select_for_update(skip_locked=True).order_by("wake_at")
        ids = list(rows.values_list("pk", flat=True)[:limit])
        Errand.objects.filter(pk__in=ids).update(wake_at=now + WAKE_GRACE)
    return ids


def keep_recurring() -> None:
    """See to it that each recurring job has its one row."""
    now = timezone.now()
    with transaction.atomic():
        Errand.objects.bulk_create(
            (
                Errand(name=job.name, unique_key=RECURRING, run_after=now, wake_at=now)
                for job in recurring_jobs()
            ),
            ignore_conflicts=True,
        )


def dead_errands() -> ErrandQuerySet:
    """Return what was given up, newest first, for the operator to read."""
    return Errand.objects.dead().order_by("-pk")


def revive(errand_ids: Iterable[int]) -> int:
    """Try dead errands again from the start; how many there were."""
    now = timezone.now()
    return (
        Errand.objects.dead()
        .filter(pk__in=errand_ids)
        .update(state=State.WAITING, attempts=0, run_after=now, wake_at=now)
    )
