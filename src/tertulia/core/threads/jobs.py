"""What the outbox runs for threads."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tertulia.core.activity.actors import system
from tertulia.core.threads.actions.erasing import erase_removed
from tertulia.core.threads.actions.files import sweep_files
from tertulia.core.threads.actions.pinning import end_due_pins
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


@job("threads.end_pins", every=timedelta(minutes=5))
def end_pins() -> None:
    end_due_pins(actor=system("job"))


@job("threads.erase", every=timedelta(days=1), lease=timedelta(hours=1))
def erase() -> None:
    days = settings.TERTULIA.retention_days
    if days:
        erase_removed(actor=system("job"), before=timezone.now() - timedelta(days=days))
