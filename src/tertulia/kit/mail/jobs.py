"""What the outbox runs for letters."""

from datetime import timedelta

from tertulia.kit.jobs.registry import job
from tertulia.kit.mail.letters import ATTEMPTS, send_letter, sweep_letters


@job("mail.send", retries=ATTEMPTS, lease=timedelta(minutes=2))
def send(letter_id: int) -> None:
    send_letter(letter_id)


@job("mail.sweep", every=timedelta(days=1))
def sweep() -> None:
    sweep_letters()
