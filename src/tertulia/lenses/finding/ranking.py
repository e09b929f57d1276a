"""In which order hits are shown. Pure: the same features give the same order on every database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import NamedTuple

# A word counts once because it is there; what is added where the post is about it, or its title.
STRONG, TITLE = 1.0, 3.0
_OLD_AGE = 3650
# Halved every year, but only this part of the score fades: what was well said stays findable.
_FRESH = 0.4
_FADING = tuple(1 - _FRESH + _FRESH * 2 ** (-day / 365) for day in range(_OLD_AGE + 1))
_ANSWERED = 1.1
# The post that was accepted as the answer, besides what its thread gets for having one.
_ACCEPTED = 1.2
_COMPANY = 0.03


class Ranked(NamedTuple):
    """A thread by its best post, and how many further posts of it match."""

    thread: int
    post: int
    more: int
    score: float


_BEST = attrgetter("score", "post")
Candidate = tuple[int, int, int, str, str, int | None]


def ranked(
    candidates: Iterable[Candidate],
    added: Mapping[int, float],
    *,
    words: int,
    today: int,
    weights: Mapping[str, float],
) -> list[Ranked]:
    """Return threads, the best first.

    `candidates` are (post, thread, day, status, kind, answer), newest first; `added` is what its
    words bring a post beyond one point for each of the `words`; `weights` are those of the kinds.
    """
    best: dict[int, tuple[float, int]] = {}
    matches: defaultdict[int, int] = defaultdict(int)
    factors: dict[tuple[str, str], float] = {}
    for post, thread, day, status, kind, answer in candidates:
        factor = factors.get((status, kind))
        if factor is None:
            answered = _ANSWERED if status in ("answered", "resolved") else 1.0
            factor = factors[status, kind] = weights.get(kind, 1.0) * answered
        age = today - day
        score = (words + added.get(post, 0.0)) * factor * _FADING[min(max(age, 0), _OLD_AGE)]
        if post == answer:
            score *= _ACCEPTED
        matches[thread] += 1
        if thread not in best or score > best[thread][0]:
            best[thread] = (score, post)
    found = [
        Ranked(thread, post, matches[thread] - 1, score * _in_company(matches[thread]))
        for thread, (score, post) in best.items()
    ]
    found.sort(key=_BEST, reverse=True)
    return found


def newest_first(candidates: Iterable[Candidate]) -> list[Ranked]:
    """Return threads by their newest post that matches."""
    newest: dict[int, list[int]] = {}
    for post, thread, *_rest in candidates:
        newest.setdefault(thread, []).append(post)
    return [Ranked(thread, posts[0], len(posts) - 1, 0.0) for thread, posts in newest.items()]


def _in_company(matches: int) -> float:
    return 1 + _COMPANY * min(matches - 1, 10)
