"""Polls: ask, vote, close, see what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.api.shapes import BylineOut
from tertulia.engage.polls.actions import Wanted, close_poll, set_poll, vote
from tertulia.engage.polls.queries import poll_seen
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.places import Id
from tertulia.kit.web.refusals import NotHere

router = Router(tags=["polls"])
Place = Annotated[int, Field(strict=True, ge=1, le=20)]


@dataclass(frozen=True, slots=True)
class OptionOut:
    """A choice. `points` (votes, or what ranks are worth) and `voters` where they are shown."""

    place: int
    words: str
    points: int | None
    voters: list[BylineOut]


@dataclass(frozen=True, slots=True)
class PollOut:
    """A poll as the caller may see it; `mine` are the places of the options they chose."""

    post: int
    question: str
    sort: str
    results: str
    is_named: bool
    closes_at: datetime | None
    closed: bool
    voter_count: int
    options: list[OptionOut]
    mine: list[int]


class PollIn(Schema):
    """A poll on one's own post; it can be changed while nobody has voted."""

    question: str
    options: list[str] = Field(min_length=2, max_length=20)
    sort: Literal["single", "multiple", "ranked"] = "single"
    results: Literal["always", "voted", "closed"] = "always"
    is_named: bool = False
    closes_at: AwareDatetime | None = None


class VoteIn(Schema):
    """The places of the chosen options, the first choice first."""

    choices: list[Place] = Field(min_length=1, max_length=20)


@router.get("/posts/{post_id}/poll", response=PollOut, auth=anyone, summary="Read a poll")
def read_poll(request: HttpRequest, post_id: Id) -> HttpResponse:
    """Return the poll of a post."""
    return json_reply(_shown(request.actor, post_id))


@router.put("/posts/{post_id}/poll", response=PollOut, summary="Ask with a poll")
def put_poll(request: HttpRequest, post_id: Id, wanted: PollIn) -> HttpResponse:
    """Put a poll on one's own post, or change it while nobody has voted."""
    set_poll(actor=request.actor, post_id=post_id, wanted=Wanted(**wanted.model_dump()))
    return json_reply(_shown(request.actor, post_id))


@router.put("/posts/{post_id}/poll/vote", response=PollOut, summary="Vote")
def cast_vote(request: HttpRequest, post_id: Id, wanted: VoteIn) -> HttpResponse:
    """Choose options instead of any chosen before."""
    vote(actor=request.actor, post_id=post_id, places=wanted.choices)
    return json_reply(_shown(request.actor, post_id))


@router.delete("/posts/{post_id}/poll/vote", response=PollOut, summary="Take a vote back")
def withdraw_vote(request: HttpRequest, post_id: Id) -> HttpResponse:
    """Take one's vote back."""
    vote(actor=request.actor, post_id=post_id, places=[])
    return json_reply(_shown(request.actor, post_id))


@router.put("/posts/{post_id}/poll/closure", response=PollOut, summary="Close a poll")
def end_poll(request: HttpRequest, post_id: Id) -> HttpResponse:
    """Take no more votes. It stays so."""
    close_poll(actor=request.actor, post_id=post_id)
    return json_reply(_shown(request.actor, post_id))


def _shown(actor: Actor, post_id: int) -> PollOut:
    seen = poll_seen(actor, post_id)
    if seen is None:
        raise NotHere
    poll = seen.poll
    return PollOut(
        post=post_id,
        question=poll.question,
        sort=poll.sort,
        results=poll.results,
        is_named=poll.is_named,
        closes_at=poll.closes_at,
        closed=poll.is_closed,
        voter_count=poll.voter_count,
        options=[
            OptionOut(
                one.place,
                one.words,
                one.points,
                [BylineOut(name, handle) for name, handle in seen.voters.get(one.place, [])],
            )
            for one in poll.options
        ],
        mine=list(seen.mine),
    )
