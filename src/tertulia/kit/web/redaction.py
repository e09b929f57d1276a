"""Nothing that opens a door stands in a log: passwords, tokens, cookies, links that sign one in."""

import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(
    r"password|passwd|secret|token|authorization|cookie|session_key|api_key|signature", re.I
)
_SECRETS = re.compile(
    r"(?P<scheme>\b(?:bearer|basic)\s+)[\w.~+/=-]+"
    r"|(?P<prefix>\btertulia_)[\w-]{16,}"
    r"|(?P<place>\w://[^\s:/@]*:)[^\s/@]+(?=@)"
    r"|(?P<query>[?&](?:token|permit|key|code|password|secret|signature|sig)=)[^&\s\"']+"
    r"|(?P<link>/(?:reset/key|account/email|invitation)/)[^/\s\"']+",
    re.I,
)
_HINTS = ("=", "@", "bearer", "basic", "tertulia_", "/key/", "/account/email/", "/invitation/")


def without_secrets(event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide in place what `event` must not say, by name and by look; return it."""
    for name, value in event.items():
        if _is_secret(name):
            event[name] = HIDDEN
        elif isinstance(value, str) and _is_suspect(value.lower()):
            event[name] = _SECRETS.sub(_hide, value)
        elif isinstance(value, dict):
            event[name] = without_secrets(dict(value))
    return event


@lru_cache(maxsize=500)
def _is_secret(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None


def _is_suspect(text: str) -> bool:
    """Whether the slower look is worth it: most lines carry none of these."""
    return any(hint in text for hint in _HINTS)


def _hide(found: re.Match[str]) -> str:
    return f"{found[found.lastgroup or 0]}{HIDDEN}"
