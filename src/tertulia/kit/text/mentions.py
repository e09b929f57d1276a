"""Who a text speaks to: `@handle`, found in the words of the html and nowhere else."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

from tertulia.kit.text.limits import too_many_mentions

KnownHandles = Callable[[set[str]], set[str]]

MAX_MENTIONS = 50  # people in one text
MAX_CANDIDATES = 500  # words with an @ that are looked up

_CANDIDATE = re.compile(r"@(?<![\w@/.+-]@)([^\W_](?:[\w.-]{0,38}\w)?)")
_CUT = re.compile(r"[.-]+")


def resolve(words: list[str], known_handles: KnownHandles) -> tuple[dict[str, str], list[str]]:
    """Return for each candidate in `words` the handle it names, and the handles in order.

    Both are case-folded; "@ada.Then" names ada where nobody is called ada.then. Raises TextRefused
    where more than MAX_MENTIONS people are named.
    """
    spelled = dict.fromkeys(c for word in words for c in _CANDIDATE.findall(word))
    if not spelled:
        return {}, []
    if len(spelled) > MAX_CANDIDATES:
        raise too_many_mentions(MAX_MENTIONS)
    readings = {candidate: _readings(candidate) for candidate in spelled}
    asked = {reading for each in readings.values() for reading in each}
    known = {_folded(handle) for handle in known_handles(asked)}
    named: dict[str, str] = {}
    for candidate, each in readings.items():
        handle = next((reading for reading in each if reading in known), None)
        if handle is not None:
            named[candidate] = handle
    handles = list(dict.fromkeys(named.values()))
    if len(handles) > MAX_MENTIONS:
        raise too_many_mentions(MAX_MENTIONS)
    return named, handles


def linked(words: str, named: dict[str, str]) -> str:
    """Return html text `words` with a link at each candidate that names somebody."""

    def link(found: re.Match[str]) -> str:
        candidate = found[1]
        handle = named.get(candidate)
        if handle is None:
            return found[0]
        length = _length(candidate, handle)
        shown, rest = candidate[:length], candidate[length:]
        return f'<a class="mention" href="/p/{quote(handle)}">@{shown}</a>{rest}'

    return _CANDIDATE.sub(link, words)


def _readings(candidate: str) -> list[str]:
    """Return what a candidate may mean, the longest first."""
    ends = [found.start() for found in _CUT.finditer(candidate)]
    return [_folded(candidate), *(_folded(candidate[:end]) for end in reversed(ends[:3]))]


def _length(candidate: str, handle: str) -> int:
    """Return how many characters of `candidate` spell `handle`."""
    ends = [len(candidate), *(found.start() for found in _CUT.finditer(candidate))]
    return next(end for end in ends if _folded(candidate[:end]) == handle)


def _folded(handle: str) -> str:
    return unicodedata.normalize("NFC", handle).casefold()
