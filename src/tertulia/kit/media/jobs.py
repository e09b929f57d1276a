"""What the outbox runs for files."""

from datetime import timedelta

from tertulia.kit.jobs.registry import job
from tertulia.kit.media.uses import erase_unused


@job("media.erase_unused", every=timedelta(hours=1), lease=timedelta(minutes=30))
def sweep() -> None:
    erase_unused()
