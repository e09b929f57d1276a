"""The paragraphs of a rendered text, and its plain words.

A paragraph is a top-level block. Its text is what a browser shows of it: `textContent` with every
run of white space as one space, so that a script in the page reckons the same offsets:

    element.textContent.replace(/\\s+/g, " ").trim()

Its id is made from that text and from how many equal ones stand before it; so it stays when
something else in the post is edited.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from html import unescape

from tertulia.kit.text.tags import BLOCK

TAG = re.compile(r"(<[^>]*>)")

_ID = re.compile(r' data-paragraph="([^"]*)"')
_MATHS = re.compile(r'<math alttext="([^"]*)".*?</math>', re.DOTALL)
_IMAGE = re.compile(r'<img\b[^>]*? alt="([^"]*)"[^>]*>')
_NOTES = re.compile(r'<a [^>]*role="doc-(?:backlink|noteref)".*?</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One top-level block: its id and its text, white space as single spaces."""

    id: str
    text: str


class ParagraphIds:
    """Gives out the ids of the paragraphs of one text, in order."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def next(self, text: str) -> str:
        """Return the id of the next paragraph, whose normalised text is `text`."""
        digest = blake2b(text.encode(), digest_size=6).hexdigest()
        self._seen[digest] += 1
        earlier = self._seen[digest]
        return f"p{digest}" if earlier == 1 else f"p{digest}-{earlier}"


def paragraphs(html: str) -> list[Paragraph]:
    """Return the paragraphs of `html` that `render` made, in order."""
    return [Paragraph(*each) for each in _paragraphs(html)]


def block_text(html: str) -> str:
    """Return the words of a block as a browser shows them, white space as single spaces."""
    return " ".join(unescape(TAG.sub("", html)).split())


def plain_text(html: str) -> str:
    """Return the words of `html` for search and excerpts, one line a block.

    Code and spoilers are in it, formulas as their source, pictures as their description.
    """
    if "<math" in html:
        html = _MATHS.sub(r"\1", html)
    if "<img" in html:
        html = _IMAGE.sub(r"\1", html)
    if 'role="doc-' in html:
        html = _NOTES.sub(" ", html)
    if "</t" in html:
        html = html.replace("</td>\n", "</td>").replace("</th>\n", "</th>")
    parts = TAG.split(html)
    parts[1::2] = map(_gap, parts[1::2])
    lines = (" ".join(line.split()) for line in unescape("".join(parts)).split("\n"))
    return "\n".join(filter(None, lines))


@lru_cache(maxsize=512)
def _gap(tag: str) -> str:
    """Return what a tag leaves between the words around it."""
    name = tag.strip("</>").partition(" ")[0]
    if name in ("td", "th"):
        return " "
    return "\n" if name == "br" or name in BLOCK else ""


def _paragraphs(html: str) -> Iterator[tuple[str, str]]:
    found = list(_ID.finditer(html))
    starts = [html.rfind("<", 0, each.start()) for each in found]
    for each, start, end in zip(found, starts, [*starts[1:], len(html)], strict=False):
        yield each[1], block_text(html[start:end])
