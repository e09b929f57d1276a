"""The place in a post that answers a query: a few words around it, what was looked for marked.

Everything is built from plain text and escaped here.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markupsafe import Markup

_LENGTH = 220
_BEFORE = 60
_LOOKED_AT = 8


@dataclass(frozen=True, slots=True)
class Marker:
    """What to mark: `heads` find a place quickly, `pattern` says how far a mark reaches."""

    heads: tuple[str, ...]
    pattern: re.Pattern[str] | None


class _Folding(dict):
    """One character for each character: small, without accents. Positions stay as they are."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code))[0].casefold()
        self[code] = plain if len(plain) == 1 else chr(code)
        return self[code]


_folding = _Folding()


def folded(text: str) -> str:
    """Return `text` as it is compared: of the same length, small, without accents."""
    return text.lower() if text.isascii() else text.translate(_folding)


@lru_cache(maxsize=256)
def marker(texts: tuple[str, ...], stems: tuple[tuple[str, ...], ...]) -> Marker:
    """Return the marker for what was looked for: `texts` as typed, and the stems of words."""
    forms: dict[str, str] = {}
    for stem in {folded(stem) for each in stems for stem in each if len(stem) > 2}:
        forms[stem] = re.escape(stem) + r"\w*"
    for text in texts:
        words = re.findall(r"\w+", folded(text))
        if len(words) > 1 or (words and not words[0].startswith(tuple(forms))):
            forms[" ".join(words)] = r"\W+".join(map(re.escape, words))
    longest = sorted(forms.items(), key=lambda form: -len(form[1]))
    patterns = [form if _runs_on(head) else rf"\b{form}" for head, form in longest]
    ends = [
        rf"{form}" if form.endswith("*") or _runs_on(form) else rf"{form}\b" for form in patterns
    ]
    return Marker(tuple(forms), re.compile("|".join(ends)) if ends else None)


def snippet(text: str, mark: Marker) -> tuple[Markup, int]:
    """Return the part of `text` in which most of what was looked for stands, marked; and where.

    That is the number of the paragraph in which it stands.
    """
    at = _place(folded(text), mark.heads)
    start = max(0, at - _BEFORE)
    if start:
        start = text.find(" ", start, start + _BEFORE) + 1 or start
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", end - 30, end), start) if " " in text[end - 30 : end] else end
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return Markup(f"{before}{marked(text[start:end], mark)}{after}"), text.count("\n\n", 0, at) + 1


def marked(text: str, mark: Marker) -> Markup:
    """Return one line of `text`, escaped, with marks."""
    if mark.pattern is None:
        return Markup(" ".join(escape(text).split()))
    parts: list[str] = []
    last = 0
    for found in mark.pattern.finditer(folded(text)):
        start, end = found.span()
        if end > start:
            parts += (escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>")
            last = end
    parts.append(escape(text[last:]))
    return Markup(" ".join("".join(parts).split()))


def _place(text: str, heads: Sequence[str]) -> int:
    """Return where the window with the most different heads begins; 0 where there is none."""
    places = sorted((at, head) for head in heads for at in _starts(text, head))
    best, most = 0, 0
    for index, (at, _head) in enumerate(places):
        near = {head for where, head in places[index:] if where - at < _LENGTH - _BEFORE}
        if len(near) > most:
            best, most = at, len(near)
    return best


def _starts(text: str, head: str) -> Iterator[int]:
    at, seen = text.find(head), 0
    while at >= 0 and seen < _LOOKED_AT:
        if at == 0 or _runs_on(head) or not text[at - 1].isalnum():
            yield at
            seen += 1
        at = text.find(head, at + len(head))


def _runs_on(word: str) -> bool:
    """Whether the word is of a script that sets no spaces (Thai, Lao, Han, kana ...)."""
    first = ord(word.lstrip("\\")[0])
    return (
        0x0E00 <= first <= 0x0EFF
        or 0x1000 <= first <= 0x109F
        or 0x1780 <= first <= 0x17FF
        or (0x2E80 <= first <= 0x9FFF or 0xAC00 <= first <= 0xD7A3 or 0x20000 <= first <= 0x3FFFF)
    )
