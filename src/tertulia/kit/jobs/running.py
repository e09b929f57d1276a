"""Running what is owed."""

import traceback
from collections.abc import Callable

import structlog
from django.conf import settings
from django.utils import timezone, translation

from tertulia.kit.jobs.models import Errand
from tertulia.kit.jobs.outbox import Taken, fail, finish, take

# What a process looks at before each piece of work; `config` puts it here.
before_each: list[Callable[[], None]] = []
log = structlog.get_logger("tertulia.jobs")


def run_errand(errand_id: int) -> bool:
    """Run one errand in this thread if it is due and free; True when it was run, well or not."""
    taken = take(errand_id)
    if taken is None:
        return False
    with structlog.contextvars.bound_contextvars(job=taken.job.name, errand=taken.id):
        _attempt(taken)
    return True


def _attempt(taken: Taken) -> None:
    for look in before_each:
        look()
    try:
        with translation.override(settings.LANGUAGE_CODE):
            taken.job.run(**taken.payload)
    except Exception as error:
        given_up = fail(taken, traceback.format_exc())
        note = log.error if given_up else log.warning
        note("job failed", attempt=taken.attempts, given_up=given_up, error=repr(error))
    else:
        finish(taken)


def drain(limit: int = 10_000) -> int:
    """Run everything that is due, and what follows from it, in this thread; how many were run.

    For commands and tests. Raises RuntimeError when more than `limit` were run, which means that
    a job orders itself anew without a pause.
    """
    done = 0
    while due := list(
        Errand.objects.takeable(timezone.now()).order_by("run_after", "pk").values_list("pk")[:100]
    ):
        done += sum(run_errand(pk) for (pk,) in due)
        if done > limit:
            raise RuntimeError(f"Jobs keep ordering jobs: stopped after {done}.")
    return done
