"""The words of a text that are most like given ones; for an anchor whose words were edited."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from heapq import nlargest

LIKENESS = 0.8  # how alike words must be to be taken for the same, edited

_LETTERWISE = 200  # characters up to which letters are compared, beyond it words
_REACH = 4_000  # characters before and after `near` that are searched
_TRIED = 5  # windows that are compared in full
_LETTER = re.compile(".", re.DOTALL)
_WORD = re.compile(r"\w+\s*|\W")
_REPETITIVE = 10_000  # pairs of equal pieces; ordinary words have a third of it, difflib is cubic

Match = tuple[float, int, int]


def most_alike(text: str, exact: str, *, near: int) -> Match:
    """Return likeness (0 to 1), start and end of the words of `text` that are most like `exact`.

    Looks at most 4,000 characters around offset `near`, and not at what is the same few letters or
    words again and again: there no place is more alike than the next. Likeness is difflib's: twice
    what they have in common over what they have together.
    """
    begin = max(0, min(near, len(text)) - _REACH)
    region = text[begin : near + len(exact) + _REACH]
    pattern = _LETTER if len(exact) <= _LETTERWISE else _WORD
    ends = [found.end() for found in pattern.finditer(region)]
    starts = [0, *ends[:-1]]
    pieces = [region[start:end].rstrip() for start, end in zip(starts, ends, strict=True)]
    wanted = [found[0].rstrip() for found in pattern.finditer(exact)]
    counts = Counter(wanted)
    best: Match = (0.0, 0, 0)
    for at in _promising(pieces, wanted):
        if _equal_pairs(pieces, counts, at, len(wanted)) > _REPETITIVE:
            continue
        for first, last in _spans(pieces, wanted, at):
            likeness = _ratio(pieces[first:last], wanted)
            if likeness > best[0]:
                best = likeness, begin + starts[first], begin + ends[last - 1]
    return _stripped(text, best)


def _equal_pairs(pieces: list[str], counts: Counter[str], at: int, size: int) -> int:
    slack = size // 4
    return sum(counts[piece] for piece in pieces[max(0, at - slack) : at + size + slack])


def _promising(pieces: list[str], wanted: list[str]) -> list[int]:
    """Return where windows begin that hold the most of the wanted pieces, in whatever order."""
    size = len(wanted)
    missing = Counter(wanted)
    held = 0
    scores: list[tuple[int, int]] = []
    for at, piece in enumerate(pieces):
        held += missing[piece] > 0
        missing[piece] -= 1
        gone = at - size
        if gone >= 0:
            missing[pieces[gone]] += 1
            held -= missing[pieces[gone]] > 0
        scores.append((held, -max(0, gone + 1)))
    return [-at for _held, at in nlargest(_TRIED, scores)]


def _spans(pieces: list[str], wanted: list[str], at: int) -> Iterator[tuple[int, int]]:
    """Yield the window, and it cut or stretched to where the wanted pieces begin and end."""
    size = len(wanted)
    yield at, min(len(pieces), at + size)
    for slack in (0, size // 4):
        first, last = max(0, at - slack), min(len(pieces), at + size + slack)
        matcher = SequenceMatcher(None, pieces[first:last], wanted, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        if blocks:
            yield first + blocks[0].a, first + blocks[-1].a + blocks[-1].size


def _ratio(pieces: list[str], wanted: list[str]) -> float:
    return SequenceMatcher(None, pieces, wanted, autojunk=False).ratio()


def _stripped(text: str, match: Match) -> Match:
    likeness, start, end = match
    words = text[start:end]
    return (
        likeness,
        start + len(words) - len(words.lstrip()),
        end - len(words) + len(words.rstrip()),
    )
