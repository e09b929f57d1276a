"""A place in a text: described so that it is found again when the text was edited.

The description holds the selectors of the W3C Web Annotation Data Model: a quote with what stands
around it, and a position, here within a paragraph. All functions are pure. Offsets count characters
of `Paragraph.text`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tertulia.kit.text.likeness import LIKENESS, most_alike
from tertulia.kit.text.paragraphs import Paragraph

AROUND = 32  # characters kept before and after
NEAR = 2  # paragraphs before and after in which changed words are sought
MAX_EXACT = 2_000  # characters of a quote; longer ones keep their beginning
_TELLING = 24  # characters, quote and surroundings, that are found again anywhere
_MANY = 500  # occurrences in one paragraph that are looked at


@dataclass(frozen=True, slots=True)
class Place:
    """Words in a paragraph: `exact` from `start` to `end`, and up to 32 characters around them."""

    paragraph: str
    paragraph_index: int
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def describe(
    paragraphs: Sequence[Paragraph], exact: str, *, paragraph: str = "", start: int | None = None
) -> Place | None:
    """Return the place of the words `exact`, or None where they are not in one paragraph.

    Among several it is the one in `paragraph` (an id), nearest to offset `start`.
    """
    exact = " ".join(exact.split())[:MAX_EXACT].rstrip()
    if not exact:
        return None
    found = [
        (each.id != paragraph, abs(at - (start or 0)), index, at)
        for index, each in enumerate(paragraphs)
        for at in _occurrences(each.text, exact, start)
    ]
    if not found:
        return None
    *_rank, index, at = min(found)
    return _place(paragraphs, index, at, at + len(exact))


def refind(was: Place, paragraphs: Sequence[Paragraph]) -> Place | None:
    """Return where the words of `was` are now, or None where they are gone (orphaned).

    Exact: the same words, best where the same words stand around them. Position: of equally good
    ones the nearest to where it was. Fuzzy: the most alike words, at least 0.8, within two
    paragraphs. A place whose `exact` is other than before has changed words.
    """
    home = next((i for i, p in enumerate(paragraphs) if p.id == was.paragraph), None)
    centre = was.paragraph_index if home is None else home
    return _exact(was, paragraphs, centre) or _fuzzy(was, paragraphs, centre)


def _exact(was: Place, paragraphs: Sequence[Paragraph], centre: int) -> Place | None:
    found = []
    for index, each in enumerate(paragraphs):
        away = abs(index - centre)
        for at in _occurrences(each.text, was.exact, was.start):
            around = _alike_around(each.text, at, was)
            # A short word far away with other words around it is another word.
            if away <= NEAR or len(was.exact) + around >= _TELLING:
                found.append((-around, away, abs(at - was.start), index, at))
    if not found:
        return None
    *_rank, index, at = min(found)
    return _place(paragraphs, index, at, at + len(was.exact))


def _fuzzy(was: Place, paragraphs: Sequence[Paragraph], centre: int) -> Place | None:
    best: tuple[float, int, int, int] | None = None
    for index in range(max(0, centre - NEAR), min(len(paragraphs), centre + NEAR + 1)):
        likeness, start, end = most_alike(paragraphs[index].text, was.exact, near=was.start)
        if likeness >= LIKENESS and (best is None or likeness > best[0]):
            best = likeness, index, start, end
    return _place(paragraphs, *best[1:]) if best else None


def _occurrences(text: str, exact: str, near: int | None) -> Iterator[int]:
    """Yield where `exact` begins in `text`: at `near` if there, then the first `_MANY`."""
    if near and text.startswith(exact, near):
        yield near
    yield from islice(_all_occurrences(text, exact), _MANY)


def _all_occurrences(text: str, exact: str) -> Iterator[int]:
    at = text.find(exact)
    while at >= 0:
        yield at
        at = text.find(exact, at + 1)


def _alike_around(text: str, at: int, was: Place) -> int:
    """Return how many characters next to the words are the same as before, on both sides."""
    before = text[max(0, at - AROUND) : at]
    end = at + len(was.exact)
    return _common(before[::-1], was.prefix[::-1]) + _common(text[end : end + AROUND], was.suffix)


def _common(one: str, other: str) -> int:
    length = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        length += 1
    return length


def _place(paragraphs: Sequence[Paragraph], index: int, start: int, end: int) -> Place:
    text = paragraphs[index].text
    return Place(
        paragraph=paragraphs[index].id,
        paragraph_index=index,
        exact=text[start:end],
        prefix=text[max(0, start - AROUND) : start],
        suffix=text[end : end + AROUND],
        start=start,
        end=end,
    )
