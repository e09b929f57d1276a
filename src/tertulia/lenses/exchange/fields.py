"""Fields of a row from elsewhere: taken where they are what they should be, else left aside."""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tertulia.kit.text.fields import checked_line
from tertulia.kit.web.refusals import Refused

MAX_KEY = 255
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOT_KEPT = str.maketrans(dict.fromkeys((0, *range(0xD800, 0xE000)), "\ufffd"))
# What a conversion raises when a value has another form than it should.
_WRONG = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


class LeftOut(Exception):
    """This row cannot come in; the argument says why."""


class Fields:
    """The fields of one row. What is taken is gone; what stays is kept aside with the row."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._left = dict(data)

    def take(self, name: str, convert: Callable[[Any], Any], default: Any = None) -> Any:
        """Take a field that may be missing; one that `convert` refuses stays aside."""
        value = self._left.get(name)
        if value is None:
            return default
        try:
            made = convert(value)
        except _WRONG:
            return default
        del self._left[name]
        return made

    def need(self, name: str, convert: Callable[[Any], Any]) -> Any:
        """Take a field that must be there; LeftOut where it is missing or wrong."""
        try:
            return convert(self._left.pop(name))
        except _WRONG as error:
            why = _("the field “%(name)s” is missing or is not what it should be")
            raise LeftOut(why % {"name": name}) from error

    def has(self, name: str) -> bool:
        """Whether the field is there, with anything but null."""
        return self._left.get(name) is not None

    def drop(self, *names: str) -> None:
        """Forget fields that stand for something already taken."""
        for name in names:
            self._left.pop(name, None)

    def aside(self, **more: Any) -> dict[str, Any]:
        """Return what was not taken, in a form that either database keeps."""
        rest = {name: value for name, value in self._left.items() if value is not None} | more
        if not rest:
            return {}
        try:
            # Characters that no database keeps fail at the encoding, numbers at `allow_nan`.
            plain = json.dumps(rest, ensure_ascii=False, allow_nan=False)
            plain.encode()
        except (ValueError, RecursionError):
            return {"as_json": json.dumps(rest)}
        return {"as_json": json.dumps(rest)} if "\\u0000" in plain else rest


def key(value: Any) -> str:
    """Return a foreign key: some text or a whole number; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(value)
    text = str(value)
    if not text.strip() or text != storable(text):
        raise ValueError(value)
    if len(text) > MAX_KEY:
        return f"{text[:180]}~{hashlib.sha256(text.encode()).hexdigest()}"
    return text


def text(value: Any) -> str:
    """Return a string as it is; ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def whole(value: Any) -> int:
    """Return a whole number from 0 that a column can hold; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError(value)
    return value


def moment(value: Any) -> datetime:
    """Return a time, in UTC where it names no zone; ValueError for none, or one that cannot be."""
    made = datetime.fromisoformat(text(value).strip())
    made = made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC)
    if not _EARLIEST <= made <= timezone.now() + timedelta(days=1):
        raise ValueError(value)
    return made


def storable(words: str) -> str:
    """Return `words` without the characters that a database cannot hold."""
    return words.translate(_NOT_KEPT)


def one_line(words: str) -> str:
    """Return `words` trimmed, as a line that can stand here; empty where nothing of it can."""
    try:
        return checked_line(words, limit=len(words))
    except Refused:
        spaced = "".join(" " if c.isspace() else c for c in storable(words))
        shown = (c for c in spaced if unicodedata.category(c) != "Cc" and c not in _TURNS)
        return " ".join("".join(shown).split())


def shortened(words: str, limit: int) -> str:
    """Return `words`, cut with an ellipsis where they are longer than `limit` characters."""
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"
