"""The way out, as the operator wrote it in `TERTULIA_EMAIL_URL`."""

from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

TIMEOUT_SECONDS = 20
_DJANGO = "django.core.mail.backends"


class WrongEmailUrl(ValueError):
    """`TERTULIA_EMAIL_URL` cannot be read; the message says why, without its password."""


def can_send() -> bool:
    """Whether this instance has a way to send mail at all."""
    return bool(settings.TERTULIA.email_url)


def transport(url: str) -> BaseEmailBackend:
    """Return a connection, not yet opened, for `smtp:`, `smtps:`, `console:` or `file:FOLDER`."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return get_connection(f"{_DJANGO}.console.EmailBackend")
    if parts.scheme == "file":
        folder = unquote(url.partition(":")[2].removeprefix("//"))
        return get_connection(f"{_DJANGO}.filebased.EmailBackend", file_path=folder)
    if parts.scheme in ("smtp", "smtps"):
        return _smtp(parts)
    raise WrongEmailUrl("TERTULIA_EMAIL_URL starts with smtp:, smtps:, console: or file:.")


def _smtp(parts: SplitResult) -> BaseEmailBackend:
    implicit = parts.scheme == "smtps"
    tls = parse_qs(parts.query).get("tls", ["0"])[-1] in ("1", "true", "yes")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        raise WrongEmailUrl("The port in TERTULIA_EMAIL_URL is not a number.") from None
    if not host:
        raise WrongEmailUrl("TERTULIA_EMAIL_URL names no host.")
    return get_connection(
        f"{_DJANGO}.smtp.EmailBackend",
        host=host,
        port=port or (465 if implicit else 587 if tls else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=implicit,
        use_tls=tls and not implicit,
        timeout=TIMEOUT_SECONDS,
    )
