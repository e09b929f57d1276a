"""What people say of themselves in single words: made ready to be kept, compared and found."""

import unicodedata
import zoneinfo
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from tertulia.kit.text.fields import checked_line
from tertulia.kit.web.refusals import Refused

MOST_WORDS = 30
LONGEST_WORD = 60


def word_key(word: str) -> str:
    """Return the form in which words are compared: whoever writes "Kites " knows kites."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())[:200]


def checked_words(words: Iterable[str], field: str) -> dict[str, str]:
    """Return the words by key, in order and each once; raise Refused where one cannot be kept."""
    found: dict[str, str] = {}
    for word in words:
        if word.strip():
            word = unicodedata.normalize("NFC", word)
            word = checked_line(word, limit=LONGEST_WORD, field=field)
            found.setdefault(word_key(word), word)
    if len(found) > MOST_WORDS:
        raise Refused(_("Thirty at most, please: the ones that matter."), field)
    return found


def parts_of(line: str) -> list[str]:
    """Return what stands between commas, semicolons and line ends."""
    for mark in (";", "\n", "，", "、", "،"):
        line = line.replace(mark, ",")
    return [part.strip() for part in line.split(",") if part.strip()]


def checked_zone(name: str) -> str:
    """Return the name of a time zone, or nothing; raise Refused where there is none of it."""
    name = name.strip()
    if name and name not in time_zones():
        raise Refused(_("There is no such time zone. Europe/Lisbon is one."), "time_zone")
    return name


@lru_cache
def time_zones() -> tuple[str, ...]:
    """Return the names of all time zones that people live in."""
    known = zoneinfo.available_timezones()
    return ("UTC", *sorted(name for name in known if "/" in name and not name.startswith("Etc/")))
