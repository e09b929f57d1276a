"""Reads of polls."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.queries import post_facts
from tertulia.engage.polls.models import Option, Poll, Results, Vote
from tertulia.engage.polls.permissions import can_see_results
from tertulia.kit.sql.prepared import PreparedByIds
from tertulia.kit.web.refusals import NotHere


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One choice; `points` is None where they are not shown."""

    place: int
    words: str
    points: int | None


@dataclass(frozen=True, slots=True)
class PollRow:
    """A poll as somebody sees it."""

    post_id: int
    question: str
    sort: str
    results: str
    is_named: bool
    closes_at: datetime | None
    closed_at: datetime | None
    voter_count: int
    options: tuple[OptionRow, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether it takes no votes any more."""
        return self.closed_at is not None or (
            self.closes_at is not None and self.closes_at <= timezone.now()
        )

    @property
    def shows_points(self) -> bool:
        """Whether this row tells what was chosen."""
        return any(option.points is not None for option in self.options)

    @property
    def most(self) -> int:
        """Return the most points an option can have, for the length of bars; at least 1."""
        worth = len(self.options) if self.sort == "ranked" else 1
        return max(1, self.voter_count * worth)

    def for_all(self) -> "PollRow":
        """Return the poll as it stands on a page that knows no viewer."""
        open_to_all = self.results == Results.ALWAYS or self.closed_at is not None
        return self if open_to_all else self.without_points()

    def without_points(self) -> "PollRow":
        """Return the poll without what was chosen."""
        return replace(self, options=tuple(replace(one, points=None) for one in self.options))


_COLUMNS = (
    "post_id", "question", "sort", "results", "is_named", "closes_at", "closed_at", "voter_count",
)  # fmt: skip


_polls = PreparedByIds(lambda posts: Poll.objects.filter(post__in=posts).values_list(*_COLUMNS))


def polls_of(posts: Collection[int]) -> dict[int, PollRow]:
    """Return the polls of `posts`, whole. Whoever calls has checked the thread."""
    polls = [PollRow(*row) for row in _polls.rows([*posts])]
    if not polls:
        return {}
    options: defaultdict[int, list[OptionRow]] = defaultdict(list)
    rows = Option.objects.filter(poll__in=[poll.post_id for poll in polls]).order_by("place")
    for poll, place, words, points in rows.values_list("poll_id", "place", "words", "points"):
        options[poll].append(OptionRow(place, words, points))
    return {poll.post_id: replace(poll, options=tuple(options[poll.post_id])) for poll in polls}


@dataclass(frozen=True, slots=True)
class Seen:
    """A poll, what its viewer chose (places, the first first), and who chose what, if shown."""

    poll: PollRow
    mine: tuple[int, ...]
    voters: dict[int, list[tuple[str, str]]]


def poll_seen(actor: Actor, post_id: int) -> Seen | None:
    """Return the poll of a post as `actor` may see it; raise NotHere where they see no such post.

    None where the post has no poll.
    """
    facts = post_facts(actor, post_id)
    if facts is None or facts.is_removed:
        raise NotHere
    poll = polls_of([post_id]).get(post_id)
    if poll is None:
        return None
    mine = own_votes(actor, post_id)
    if not can_see_results(
        actor, facts, results=poll.results, is_closed=poll.is_closed, has_voted=bool(mine)
    ):
        poll = poll.without_points()
    voters = _voters(post_id) if poll.is_named and poll.shows_points else {}
    return Seen(poll, mine, voters)


def own_votes(actor: Actor, post_id: int) -> tuple[int, ...]:
    """Return the places of the options that `actor` chose, in their order."""
    if not actor.signed_in:
        return ()
    rows = Vote.objects.filter(option__poll=post_id, person=actor.person_id)
    return tuple(rows.order_by("rank", "option__place").values_list("option__place", flat=True))


def _voters(post_id: int) -> dict[int, list[tuple[str, str]]]:
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Vote.objects.filter(option__poll=post_id).order_by("rank", "id")
    for place, name, handle in rows.values_list("option__place", "person__name", "person__handle")[
        :1000
    ]:
        found[place].append((name, handle))
    return dict(found)
