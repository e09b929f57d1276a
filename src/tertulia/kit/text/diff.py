"""What changed between two sources, for the history of a post: lines first, then words in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from itertools import groupby, zip_longest

CONTEXT = 2  # unchanged lines shown around a change
_MANY_LINES = 4_000  # beyond it what differs is shown as one change
_MANY_WORDS = 1_500  # of one changed block; beyond it the words are not compared
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison. `html` is escaped; `ins` and `del` mark the words that changed.

    `kind` is "same", "added", "removed" or "gap"; a gap stands for `left_out` unchanged lines.
    """

    kind: str
    html: str = ""
    left_out: int = 0


def compare(old: str, new: str) -> list[Line]:
    """Return the lines of `old` and `new` in reading order, far unchanged ones as gaps.

    An empty list means that nothing changed.
    """
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return []
    return list(_folded(list(_lines(before, after))))


def side_by_side(old: str, new: str) -> list[tuple[Line | None, Line | None]]:
    """Return what `compare` does as (before, after), None where one side has no such line."""
    pairs: list[tuple[Line | None, Line | None]] = []
    waiting: list[tuple[str, list[Line]]] = []
    for kind, run in groupby(compare(old, new), key=lambda line: line.kind):
        if kind in ("removed", "added"):
            waiting.append((kind, list(run)))
            continue
        pairs += _paired(waiting)
        pairs += [(line, line) for line in run]
        waiting = []
    return pairs + _paired(waiting)


def _paired(runs: list[tuple[str, list[Line]]]) -> list[tuple[Line | None, Line | None]]:
    removed = [line for kind, run in runs if kind == "removed" for line in run]
    added = [line for kind, run in runs if kind == "added" for line in run]
    return list(zip_longest(removed, added))


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for same, one, other in _blocks(before, after, _MANY_LINES):
        if same:
            yield from (Line("same", escape(line)) for line in one)
            continue
        removed, added = _words("\n".join(one), "\n".join(other))
        if one:
            yield from (Line("removed", html) for html in removed)
        if other:
            yield from (Line("added", html) for html in added)


def _blocks(
    before: Sequence[str], after: Sequence[str], many: int
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Yield runs that are the same or differ. What is equal at both ends costs nothing."""
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = next(
        (i for i in range(shorter - head) if before[-1 - i] != after[-1 - i]), shorter - head
    )
    yield True, before[:head], after[:head]
    one, other = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(one) + len(other) > many:
        yield False, one, other
    else:
        matcher = SequenceMatcher(None, one, other, autojunk=True)
        for name, a1, a2, b1, b2 in matcher.get_opcodes():
            yield name == "equal", one[a1:a2], other[b1:b2]
    yield True, before[len(before) - tail :], after[len(after) - tail :]


def _words(one: str, other: str) -> tuple[list[str], list[str]]:
    """Return the html lines of both sides of a changed block."""
    old: list[str] = []
    new: list[str] = []
    marking = bool(one and other)
    for same, a, b in _blocks(_PIECE.findall(one), _PIECE.findall(other), _MANY_WORDS):
        old.append(_marked("".join(a), "" if same or not marking else "del"))
        new.append(_marked("".join(b), "" if same or not marking else "ins"))
    return "".join(old).split("\n"), "".join(new).split("\n")


def _marked(text: str, tag: str) -> str:
    """Return `text` escaped, each line of it in its own element."""
    text = escape(text)
    if not tag:
        return text
    return "\n".join(f"<{tag}>{line}</{tag}>" if line else "" for line in text.split("\n"))


def _folded(lines: list[Line]) -> Iterator[Line]:
    """Yield `lines` with the unchanged ones that are far from any change as gaps."""
    changed = [at for at, line in enumerate(lines) if line.kind != "same"]
    near: set[int] = set()
    for at in changed:
        near.update(range(at - CONTEXT, at + CONTEXT + 1))
    left_out = 0
    for at, line in enumerate(lines):
        if at in near:
            if left_out:
                yield Line("gap", left_out=left_out)
            left_out = 0
            yield line
        else:
            left_out += 1
    if left_out:
        yield Line("gap", left_out=left_out)
