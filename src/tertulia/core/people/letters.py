"""Letters about accounts: one template each, whose first line is the subject."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext

from tertulia.kit.web.templates import page_template

# What somebody who is not signed in can have sent to any address.
ASKED_BY_ANYBODY = frozenset(
    (
        *("email_confirmation", "email_confirmation_signup", "account_already_exists"),
        *("password_reset_key", "unknown_account"),
    )
)


def letter_called(name: str, email: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """Return the letter `name` of `letters/`, in the language of whoever asked for it."""
    values = {**context, "_": _plain, "site_name": settings.TERTULIA.site_name}
    text = page_template(f"people/letters/{name}.txt").render(values).strip()
    subject, _line, body = text.partition("\n")
    site = settings.TERTULIA.site_name
    return EmailMultiAlternatives(f"[{site}] {subject.strip()}", body.strip() + "\n", to=[email])


def _plain(message: str, **values: Any) -> str:
    """Return a translation for plain text: what people are called stays as it is."""
    said = gettext(message)
    return said % values if values else said
