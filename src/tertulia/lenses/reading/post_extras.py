"""What stands under a post's words and belongs to no viewer: reactions, a poll."""

from collections.abc import Sequence
from dataclasses import dataclass

from tertulia.core.threads.queries.posts import PostRow
from tertulia.engage.polls.queries import PollRow, polls_of
from tertulia.engage.reactions.names import SORTS, Sort
from tertulia.engage.reactions.queries import totals_of


@dataclass(frozen=True, slots=True)
class Said:
    """One reaction and how many said it."""

    sort: Sort
    number: int


@dataclass(frozen=True, slots=True)
class Extras:
    """What stands under one post."""

    reactions: tuple[Said, ...]
    poll: PollRow | None = None


def extras_of(posts: Sequence[PostRow]) -> dict[int, Extras]:
    """Return what stands under each of `posts`; removed ones have nothing."""
    standing = [post.id for post in posts if not post.is_removed]
    totals, polls = totals_of(standing), polls_of(standing)
    return {
        post: Extras(_said(totals.get(post, {})), polls[post].for_all() if post in polls else None)
        for post in standing
    }


def _said(totals: dict[str, int]) -> tuple[Said, ...]:
    return tuple(Said(sort, totals.get(sort.name, 0)) for sort in SORTS)
