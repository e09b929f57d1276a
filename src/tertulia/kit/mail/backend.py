"""Django's mail interface onto the outbox, so that every package's mail goes the same way."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from tertulia.kit.mail.letters import post_letter


class OutboxBackend(BaseEmailBackend):
    """`EMAIL_BACKEND` that posts a letter to each recipient of each message."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Post the messages together; how many there were. Attachments are not carried."""
        with transaction.atomic():
            for message in email_messages:
                _post(message)
        return len(email_messages)


def _post(message: EmailMessage) -> None:
    if message.attachments:
        raise NotImplementedError("The mail outbox carries no attachments.")
    as_html = message.body if message.content_subtype == "html" else ""
    for content, kind in getattr(message, "alternatives", None) or ():
        if kind == "text/html":
            as_html = str(content)
    headers = dict(message.extra_headers)
    if message.reply_to:
        headers["Reply-To"] = ", ".join(map(str, message.reply_to))
    for recipient in message.recipients():
        post_letter(
            to=str(recipient),
            subject=str(message.subject),
            text=str(message.body),
            html=str(as_html),
            sender=str(message.from_email),
            headers=headers,
        )
