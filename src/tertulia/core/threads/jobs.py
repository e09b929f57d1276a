"""What the outbox runs for threads."""

from datetime import timedelta

from tertulia.core.activity.actors import system
from tertulia.core.threads.actions.files import sweep_files
from tertulia.core.threads.actions.previewing import fetch_preview
from tertulia.core.threads.queries.files import digests_named
from tertulia.kit.jobs.registry import job
from tertulia.kit.media import in_use

in_use(digests_named)


@job("threads.fetch_preview", retries=1)
def fetch(preview: int) -> None:
    fetch_preview(actor=system("job"), preview_id=preview)


@job("threads.sweep_files", every=timedelta(hours=1))
def sweep() -> None:
    sweep_files(actor=system("job"))
