"""What is already known of something that somebody is about to ask: the keyword half.

Its telling words are looked up one by one, the rarer the weightier; a thread is as near as the
words it shares, more so where they stand in its title or are what a post of it is about.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db.models import Max, Min

from tertulia.core.activity.actors import Actor
from tertulia.lenses.finding.conditions import Narrowing, conditions
from tertulia.lenses.finding.engines import engine
from tertulia.lenses.finding.models import Entry
from tertulia.lenses.finding.narrowing import narrowed
from tertulia.lenses.finding.queries import Hit, hits_of, languages_in_use, unheard
from tertulia.lenses.finding.ranking import Ranked
from tertulia.lenses.finding.snippets import marker
from tertulia.lenses.finding.wording import IN_TITLE, STRONG, telling_words

MOST = 5
_TITLE_WORDS, _BODY_WORDS = 16, 24
_BODY_LENGTH = 4_000
# Of a word that many posts have, the newest are looked at; how many have it is estimated.
_POSTS_A_WORD = 700
_POSTS = 500
_IN_TITLE, _ABOUT, _ASKED_IN_BODY = 0.5, 0.3, 0.5
_ANSWERED = 1.1
# Who shares less than this part of what all the words are worth has something else in mind.
_LEAST = 0.3
_CLOSE = 0.6


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of what is asked: its forms in the index, and what it is worth."""

    forms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Found:
    """Posts with what each word (by its place) brings them, and what each word is worth."""

    posts: dict[int, dict[int, float]]
    worths: list[float]


def similar(
    actor: Actor,
    title: str,
    body: str = "",
    *,
    community: str = "",
    without: int | None = None,
    limit: int = MOST,
) -> list[Hit]:
    """Return threads that `actor` sees and that may answer what `title` and `body` ask.

    Those with an answer come first, then the nearest. `community` (a slug) is looked in alone;
    the thread `without` is left out.
    """
    languages = languages_in_use()
    words = _words(title, body, languages)
    if not words:
        return []
    narrow = narrowed(actor, (), community=community)
    if narrow.is_hopeless:
        return []
    narrowings = (*narrow.narrowings, *unheard(actor))
    found = _found(words)
    whole = sum(found.worths)
    near = [
        each
        for each in _threads(actor, found.posts, narrowings, without)
        if each.score >= _LEAST * whole
    ]
    # Only what tells something is marked, not how one asks.
    mark = marker((), tuple(word.forms for word in words if word.weight >= 1))
    hits = hits_of(actor, near[:limit], mark)
    scores = {each.thread: each.score for each in near}
    best = max(scores.values(), default=0.0)
    return sorted(hits, key=lambda hit: not _helps(hit, scores[hit.thread_id], best))


def _helps(hit: Hit, score: float, best: float) -> bool:
    """Whether a thread comes before nearer ones: it has an answer, and is not far from them."""
    return hit.status in ("answered", "resolved") and score >= _CLOSE * best


def _words(title: str, body: str, languages: Sequence[str]) -> list[_Word]:
    asked = telling_words(title, languages, _TITLE_WORDS)
    further = telling_words(body[:_BODY_LENGTH], languages, _BODY_WORDS)
    own = [_Word(forms, 1.0) for forms in asked]
    return own + [_Word(forms, _ASKED_IN_BODY) for forms in further if forms not in asked]


def _found(words: Sequence[_Word]) -> _Found:
    """Return the posts nearest by themselves, and what each word brings them."""
    bounds = Entry.objects.aggregate(first=Min("post"), last=Max("post"))
    if bounds["last"] is None:
        return _Found({}, [])
    span = bounds["last"] - bounds["first"] + 1
    found: defaultdict[int, dict[int, float]] = defaultdict(dict)
    worths: list[float] = []
    for place, (word, posts) in enumerate(zip(words, _posts_with(words), strict=True)):
        worth = word.weight * _rarity(posts, bounds["last"], span)
        worths.append(worth)
        for post, more in posts.items():
            if worth:
                found[post][place] = worth * more
    nearest = heapq.nlargest(_POSTS, found, key=lambda post: (sum(found[post].values()), post))
    return _Found({post: found[post] for post in nearest}, worths)


def _posts_with(words: Sequence[_Word]) -> list[dict[int, float]]:
    """Return for each word the newest posts that have it, and how much they are about it."""
    asked, meaning = [], []
    for place, word in enumerate(words):
        for form in word.forms:
            for mark, more in (("", 1.0), (IN_TITLE, 1.0 + _IN_TITLE), (STRONG, 1.0 + _ABOUT)):
                asked.append(form + mark)
                meaning.append((place, more))
    found: list[dict[int, float]] = [{} for _word in words]
    for number, post in engine().marks(asked, 0, _POSTS_A_WORD):
        place, more = meaning[number]
        found[place][post] = max(more, found[place].get(post, 0.0))
    return found


def _rarity(posts: Iterable[int], last: int, span: int) -> float:
    """Return what a word is worth that these posts have, of about `span` in all."""
    ids = list(posts)
    if not ids:
        return 0.0
    looked_at = (last - min(ids) + 1) / span if len(ids) >= _POSTS_A_WORD else 1.0
    having = len(ids) / max(looked_at, 1e-6)
    return max(0.0, math.log((span + 1) / (having + 0.5)) - 1.0) ** 1.3


def _threads(
    actor: Actor,
    found: dict[int, dict[int, float]],
    narrowings: Sequence[Narrowing],
    without: int | None,
) -> list[Ranked]:
    """Return threads by what all their posts together share with what is asked."""
    shared: defaultdict[int, dict[int, float]] = defaultdict(dict)
    best: dict[int, tuple[float, int]] = {}
    times: Counter[int] = Counter()
    answered: set[int] = set()
    for post, thread, _day, status, _kind, _answer in _seen(actor, found, narrowings):
        if thread == without:
            continue
        times[thread] += 1
        best[thread] = max(best.get(thread, (0.0, 0)), (sum(found[post].values()), post))
        for place, worth in found[post].items():
            shared[thread][place] = max(worth, shared[thread].get(place, 0.0))
        if status in ("answered", "resolved"):
            answered.add(thread)
    near = [
        Ranked(
            thread,
            best[thread][1],
            times[thread] - 1,
            (sum(worths.values()) + best[thread][0]) * (_ANSWERED if thread in answered else 1.0),
        )
        for thread, worths in shared.items()
    ]
    return sorted(near, key=lambda each: (-each.score, -each.post))


def _seen(actor: Actor, posts: Iterable[int], narrowings: Sequence[Narrowing]) -> list[tuple]:
    """Return those of `posts` that `actor` may find, as columns of `conditions`."""
    ids = list(posts)
    if not ids:
        return []
    try:
        where = conditions(actor, narrowings, None)
    except EmptyResultSet:
        return []
    return engine().seen(where, ids)
