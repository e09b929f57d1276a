"""Writing letters, sending them, and reading those that wait."""

import smtplib
from collections.abc import Mapping
from datetime import timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tertulia.kit.jobs.outbox import enqueue
from tertulia.kit.jobs.registry import Job, job_named
from tertulia.kit.mail.addresses import address, extra_headers, one_line
from tertulia.kit.mail.models import Letter, LetterQuerySet, State
from tertulia.kit.mail.transports import can_send, transport
from tertulia.kit.web.refusals import Refused

ATTEMPTS = 8
KEEP = timedelta(days=30)
"""How long letters are kept, sent or not: they may carry links that sign somebody in."""
_PERMANENT = range(500, 600)


def post_letter(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    sender: str = "",
    headers: Mapping[str, object] | None = None,
    dedupe_key: str | None = None,
) -> int:
    """Promise a letter to one address, together with the transaction around; its id.

    It is queued, or held where mail is not set up. A second letter with the same `dedupe_key` is
    not written. Refuses line breaks in the head and what is no address; raises RuntimeError
    outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("post_letter belongs inside the transaction it follows from")
    if "\x00" in text or "\x00" in html:
        raise Refused(_("A letter cannot carry this character."), "text")
    letter = Letter(
        sender=address(sender or settings.DEFAULT_FROM_EMAIL, "sender"),
        to=address(to, "to"),
        subject=one_line(subject, "subject", 900),
        text=text,
        html=html,
        headers=extra_headers(headers or {}),
        message_id=make_msgid("letter", urlsplit(settings.TERTULIA.base_url).hostname),
        dedupe_key=dedupe_key,
        state=State.QUEUED if can_send() else State.HELD,
    )
    return _post(letter)


def _post(letter: Letter) -> int:
    if letter.dedupe_key is not None:
        Letter.objects.bulk_create([letter], ignore_conflicts=True)
        stored = Letter.objects.get(dedupe_key=letter.dedupe_key)
        if stored.message_id != letter.message_id:
            return stored.pk
        letter = stored
    else:
        letter.save(force_insert=True)
    if letter.state == State.QUEUED:
        enqueue(_send_job(), letter_id=letter.pk)
    return letter.pk


def _send_job() -> Job:
    found = job_named("mail.send")
    assert found is not None, "tertulia.kit.mail.jobs is not loaded"
    return found


def send_letter(letter_id: int) -> None:
    """Send a queued letter. Raises what the mail server said when it is worth another attempt."""
    letter = Letter.objects.filter(pk=letter_id, state=State.QUEUED).first()
    if letter is None:
        return
    try:
        transport(settings.TERTULIA.email_url).send_messages([_message(letter)])
    except Exception as error:
        final = _is_final(error) or letter.attempts + 1 >= ATTEMPTS
        _note(letter, State.FAILED if final else State.QUEUED, error=_words(error))
        if not final:
            raise
    else:
        _note(letter, State.SENT, sent_at=timezone.now())


def _note(letter: Letter, state: State, *, error: str = "", **changes: object) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        state=state, attempts=F("attempts") + 1, last_error=error, **changes
    )


def _message(letter: Letter) -> EmailMultiAlternatives:
    headers = {**letter.headers, "Message-ID": letter.message_id}
    message = EmailMultiAlternatives(
        letter.subject, letter.text, letter.sender, [letter.to], headers=headers
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _is_final(error: Exception) -> bool:
    """Whether the server will say the same tomorrow."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in _PERMANENT for code, _said in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError):
        return False  # the operator will mend that
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code in _PERMANENT


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]


def held_letters() -> LetterQuerySet:
    """Return the letters that wait because mail is not set up, newest first: for the operator."""
    return Letter.objects.held().newest_first()


def failed_letters() -> LetterQuerySet:
    """Return the letters that no server would take, newest first: for the operator."""
    return Letter.objects.failed().newest_first()


def release_letters() -> int:
    """Queue what was held or failed, once mail is set up; how many letters that were."""
    if not can_send():
        raise Refused(_("Mail is not set up yet."))
    with transaction.atomic():
        waiting = Letter.objects.held() | Letter.objects.failed()
        ids = list(waiting.select_for_update().values_list("pk", flat=True))
        Letter.objects.filter(pk__in=ids).update(state=State.QUEUED, attempts=0)
        for letter_id in ids:
            enqueue(_send_job(), letter_id=letter_id)
    return len(ids)


def sweep_letters() -> int:
    """Forget letters older than thirty days that nobody will send any more."""
    old = Letter.objects.filter(created__lt=timezone.now() - KEEP)
    return old.exclude(state=State.QUEUED).delete()[0]
