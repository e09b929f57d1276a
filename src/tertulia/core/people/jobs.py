"""What is owed about people, time and again."""

from datetime import timedelta

from tertulia.core.activity.actors import system
from tertulia.core.people.actions import forget_unverified
from tertulia.kit.jobs.registry import job


@job("people.sweep", every=timedelta(days=1))
def sweep() -> None:
    forget_unverified(actor=system("job"))
