"""What the outbox runs for the API."""

from datetime import timedelta

from tertulia.kit.api.idempotency import forget_replies
from tertulia.kit.jobs.registry import job


@job("api.forget_replies", every=timedelta(hours=1))
def sweep() -> None:
    forget_replies()
