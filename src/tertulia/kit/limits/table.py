"""Every rate limit by name, and how `TERTULIA_LIMITS` changes them."""

from collections.abc import Mapping
from functools import lru_cache

from limits import RateLimitItem, parse

DEFAULTS: Mapping[str, str] = {
    "sign_in_address": "60/minute",  # by network address
    "sign_in_account": "10/5 minute",  # by the account that is tried and the address it is from
    "sign_in_guesses": "100/hour",  # by the account that is tried, from wherever
    "second_factor": "10/5 minute",  # by the account whose code is tried
    "sign_up": "20/hour",  # by network address
    "ask_letter": "30/hour",  # asking for a link to choose a new password, by network address
    "letter": "6/hour",  # links by letter, by the address they go to; beyond it they are not sent
    "reply": "3000/minute",  # from here on: by person, or by address where nobody is signed in
    "start_thread": "120/minute",
    "draft": "600/minute",
    "upload": "300/hour",
    "preview": "600/minute",
    "passing": "120/minute",  # telling readers of a thread that one writes or is there
    "react": "240/minute",
    "bookmark": "240/minute",
    "search": "600/minute",
    "join": "60/minute",
    "report": "60/hour",
    "found": "20/hour",
    "ask_in": "1000/hour",
    "invite": "1000/hour",
    "me_too": "120/minute",
    "api": "6000/minute",
}
OFF = "off"


class WrongLimits(ValueError):
    """`TERTULIA_LIMITS` cannot be read; the message says where."""


@lru_cache(maxsize=8)
def rates(setting: str) -> Mapping[str, RateLimitItem]:
    """Return the rates in force under a setting; a limit that is off is not in it.

    The setting is `on`, `off`, or changes to the defaults: `reply=60/minute, search=off`.
    """
    if setting.strip().lower() == OFF:
        return {}
    wanted = {**DEFAULTS, **_changes(setting)}
    return {name: _rate(name, rate) for name, rate in wanted.items() if rate != OFF}


def _changes(setting: str) -> dict[str, str]:
    changes = {}
    for part in filter(None, (part.strip() for part in setting.split(","))):
        name, equals, rate = (word.strip() for word in part.partition("="))
        if name in DEFAULTS and equals:
            changes[name] = rate.lower()
        elif part.lower() != "on":
            known = ", ".join(DEFAULTS)
            raise WrongLimits(f"TERTULIA_LIMITS: {part!r} is not NAME=RATE with NAME of {known}.")
    return changes


def _rate(name: str, rate: str) -> RateLimitItem:
    try:
        return parse(rate)
    except ValueError:
        raise WrongLimits(
            f"TERTULIA_LIMITS: {rate!r} for {name} is not a rate like 60/minute or 10/5 minute."
        ) from None
