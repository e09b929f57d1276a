"""What the outbox runs for notifications."""

from datetime import timedelta

from tertulia.core.activity.actors import system
from tertulia.kit.jobs.registry import job
from tertulia.lenses.notifications.actions import tell_what_happened
from tertulia.lenses.notifications.mailing import mail_what_waits


@job("notifications.tell")
def tell() -> None:
    tell_what_happened(actor=system("job"))


@job("notifications.sweep", every=timedelta(minutes=1))
def sweep() -> None:
    tell_what_happened(actor=system("job"))
    mail_what_waits(actor=system("job"))
