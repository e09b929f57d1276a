"""Who a text speaks to: `@handle` or `@here`, found in the words of the html, nowhere else."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import quote

from tertulia.kit.text.limits import too_many_mentions

KnownHandles = Callable[[set[str]], set[str]]

MAX_MENTIONS = 50  # people in one text
MAX_CANDIDATES = 500  # words with an @ that are looked up

_CANDIDATE = re.compile(r"@(?<![\w@/.+-]@)([^\W_](?:[\w.-]{0,38}\w)?)")
_CUT = re.compile(r"[.-]+")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Html for each candidate that names somebody; who and which groups they are, in order."""

    links: dict[str, str]
    handles: list[str]
    groups: list[str]


def resolve(
    words: list[str], known_handles: KnownHandles, group_words: Collection[str] = ()
) -> Spoken:
    """Return whom the candidates in `words` name: people, or several by one of `group_words`.

    Handles are case-folded; "@ada.Then" names ada where nobody is called ada.then. Raises
    TextRefused where more than MAX_MENTIONS people are named.
    """
    spelled = dict.fromkeys(c for word in words for c in _CANDIDATE.findall(word))
    if not spelled:
        return Spoken({}, [], [])
    if len(spelled) > MAX_CANDIDATES:
        raise too_many_mentions(MAX_MENTIONS)
    readings = {candidate: _readings(candidate) for candidate in spelled}
    asked = {_folded(reading) for each in readings.values() for reading in each}
    known = {_folded(handle) for handle in known_handles(asked)}
    links: dict[str, str] = {}
    handles: dict[str, None] = {}
    groups: dict[str, None] = {}
    for candidate, each in readings.items():
        named = next((reading for reading in each if _folded(reading) in known), None)
        group = next((reading for reading in each if _folded(reading) in group_words), None)
        if group is not None and named is None:
            groups[_folded(group)] = None
            links[candidate] = f'<strong class="mention">@{group}</strong>{candidate[len(group) :]}'
        if named is not None:
            handles[_folded(named)] = None
            address = f"/p/{quote(_folded(named))}"
            rest = candidate[len(named) :]
            links[candidate] = f'<a class="mention" href="{address}">@{named}</a>{rest}'
    if len(handles) > MAX_MENTIONS:
        raise too_many_mentions(MAX_MENTIONS)
    return Spoken(links, list(handles), list(groups))


def linked(words: str, links: dict[str, str]) -> str:
    """Return html text `words` with `links` in the place of their candidates."""
    return _CANDIDATE.sub(lambda found: links.get(found[1], found[0]), words)


def _readings(candidate: str) -> list[str]:
    """Return what a candidate may spell, the longest first."""
    ends = [found.start() for found in _CUT.finditer(candidate)][:3]
    return [candidate, *(candidate[:end] for end in reversed(ends))]


def _folded(handle: str) -> str:
    return unicodedata.normalize("NFC", handle).casefold()
