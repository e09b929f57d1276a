"""Jobs by name. A job is a shell of a few lines that calls an action; it may run twice."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

SHORTEST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Job:
    """A named function for the outbox. `every` makes it recur, once for the whole instance."""

    name: str
    run: Callable[..., object]
    retries: int
    lease: timedelta
    every: timedelta | None

    def __call__(self, **payload: object) -> object:
        return self.run(**payload)

    def pause_after(self, attempts: int) -> timedelta:
        """Return how long to wait after the given number of failed attempts: 5 s, 10 s ... 1 h.

        A fifth is left to chance, so that what failed together does not come back together.
        """
        pause = min(SHORTEST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
        return pause * random.uniform(0.9, 1.1)


_jobs: dict[str, Job] = {}


def job(
    name: str,
    *,
    retries: int = 5,
    lease: timedelta = timedelta(minutes=5),
    every: timedelta | None = None,
) -> Callable[[Callable[..., object]], Job]:
    """Make a plain function a job called `name`.

    After a failure it is tried `retries` more times. A worker that has not finished within `lease`
    is taken for dead and the job is run again: choose it longer than the job can take.
    """

    def register(run: Callable[..., object]) -> Job:
        if name in _jobs and _jobs[name].run.__module__ != run.__module__:
            raise ValueError(f"Two jobs are called {name!r}.")
        _jobs[name] = Job(name, run, retries, lease, every)
        return _jobs[name]

    return register


def job_named(name: str) -> Job | None:
    """Return the job, or None when this version of the program no longer knows it."""
    return _jobs.get(name)


def recurring_jobs() -> list[Job]:
    """Return the jobs that come back by themselves."""
    return [found for found in _jobs.values() if found.every is not None]
