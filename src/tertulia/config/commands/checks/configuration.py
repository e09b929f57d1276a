"""Settings: address, key, zone, and what belongs to a workshop and not to a public place."""

import stat
from collections.abc import Iterator
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings

from tertulia.config.commands.checks import BAD, OK, WARN, Finding
from tertulia.core.people.factors import names_a_host
from tertulia.kit.limits import WrongLimits, rates

_LEAST_KEY = 32
_AT_HOME = ("localhost", "127.0.0.1", "::1")


def _address() -> Iterator[Finding]:
    url = settings.BASE_URL
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield Finding(BAD, "address", f"{url} is no address", "Set TERTULIA_BASE_URL=https://...")
    elif parts.hostname in _AT_HOME:
        mend = "Set TERTULIA_BASE_URL to the address that people use."
        yield Finding(WARN, "address", f"{url} reaches this machine alone", mend)
    elif parts.scheme == "http":
        mend = "Put a proxy with a certificate before it and set TERTULIA_BASE_URL=https://..."
        yield Finding(WARN, "address", f"{url} is not encrypted", mend)
    else:
        yield Finding(OK, "address", url)


def _secret_key() -> Iterator[Finding]:
    path = settings.DATA_DIR / "secret_key"
    if len(settings.SECRET_KEY) < _LEAST_KEY:
        mend = f"Use at least {_LEAST_KEY} random characters, or none: Tertulia makes one."
        yield Finding(BAD, "secret key", "it is short enough to be guessed", mend)
    elif settings.TERTULIA.secret_key:
        yield Finding(OK, "secret key", "from the environment")
    elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(BAD, "secret key", f"others may read {path}", f"chmod 600 {path}")
    else:
        yield Finding(OK, "secret key", f"in {path}")


def _zones() -> Iterator[Finding]:
    if available_timezones():
        said = "times are kept in UTC and shown in each person's own zone"
        yield Finding(OK, "time zones", said)
    else:
        yield Finding(BAD, "time zones", "no zone is known here", "Install the package tzdata.")


def _language() -> Iterator[Finding]:
    known = [code for code, _name in settings.LANGUAGES]
    if settings.LANGUAGE_CODE in known:
        yield Finding(OK, "language", settings.LANGUAGE_CODE)
    else:
        mend = f"Set TERTULIA_LANGUAGE to one of {', '.join(known)}."
        yield Finding(BAD, "language", f"{settings.LANGUAGE_CODE} has no catalogue", mend)


def _limits() -> Iterator[Finding]:
    try:
        in_force = rates(settings.TERTULIA.limits)
    except WrongLimits as error:
        yield Finding(BAD, "rate limits", str(error), "Correct TERTULIA_LIMITS or leave it out.")
        return
    if in_force:
        yield Finding(OK, "rate limits", f"{len(in_force)} in force")
    else:
        mend = "Leave TERTULIA_LIMITS out on a public instance."
        yield Finding(WARN, "rate limits", "all are off", mend)


def _sign_up() -> Iterator[Finding]:
    how = settings.TERTULIA.sign_up
    said = {
        "open": "everybody may make an account",
        "invitation": "accounts are by invitation",
        "closed": "no new accounts are made",
    }[how]
    if how == "open" and not settings.TERTULIA.email_url:
        mend = "Set TERTULIA_EMAIL_URL, or TERTULIA_SIGN_UP=invitation."
        said = "everybody may make an account, with an address that no letter can verify"
        yield Finding(WARN, "sign-up", said, mend)
    elif how == "invitation" and not settings.TERTULIA.email_url:
        mend = "Set TERTULIA_EMAIL_URL, or hand out the links yourself."
        yield Finding(WARN, "sign-up", "invitations by letter wait on the operator's page", mend)
    else:
        yield Finding(OK, "sign-up", said)


def _passkeys() -> Iterator[Finding]:
    if names_a_host(settings.BASE_URL):
        yield Finding(OK, "passkeys", "browsers keep them for this address")
    else:
        mend = "Set TERTULIA_BASE_URL to an address with a name, by https."
        yield Finding(WARN, "passkeys", "no browser keeps them for this address", mend)


def _workshop() -> Iterator[Finding]:
    for name in ("debug", "styleguide", "demo"):
        if getattr(settings.TERTULIA, name):
            what = f"TERTULIA_{name.upper()}"
            yield Finding(WARN, "workshop", f"{what} is on", f"Turn {what} off in public.")


def _proxy() -> Iterator[Finding]:
    if settings.SECURE and not settings.TERTULIA.trust_proxy:
        said = "the address is https, and X-Forwarded-Proto is not believed"
        mend = "Behind a proxy of your own set TERTULIA_TRUST_PROXY=true."
        yield Finding(WARN, "proxy", said, mend)


LOOKS = [
    ("address", _address),
    ("proxy", _proxy),
    ("secret key", _secret_key),
    ("time zones", _zones),
    ("language", _language),
    ("rate limits", _limits),
    ("sign-up", _sign_up),
    ("passkeys", _passkeys),
    ("workshop", _workshop),
]
