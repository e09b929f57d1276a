"""What people said to a post in one word."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.api.shapes import BylineOut
from tertulia.engage.reactions.actions import react, take_back_reaction
from tertulia.engage.reactions.queries import own_reactions, totals_of, who_reacted
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.pages import Page, PageQuery, page_of
from tertulia.kit.api.places import Id

router = Router(tags=["reactions"])
LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ReactionOut:
    """Who said which word: thanks, helpful, same, insightful or celebrate."""

    name: str
    person: BylineOut
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReactionsOut:
    """How often each word was said to the post, and which the caller said."""

    totals: dict[str, int]
    mine: list[str]


@router.get(
    "/posts/{post_id}/reactions",
    response=Page[ReactionOut],
    auth=anyone,
    summary="List reactions",
)
def list_reactions(request: HttpRequest, post_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """Return who reacted to a post, the newest first."""
    before = query.after_number(LAST)
    rows = who_reacted(request.actor, post_id, before=before, limit=query.limit + 1)
    page = page_of(rows, query.limit, lambda row: (row.id,))
    page["items"] = [
        ReactionOut(row.name, BylineOut(row.person_name, row.person_handle), row.at)
        for row in page["items"]
    ]
    return json_reply(page)


@router.put("/posts/{post_id}/reactions/{name}", response=ReactionsOut, summary="React")
def add_reaction(request: HttpRequest, post_id: Id, name: str) -> HttpResponse:
    """Say a word to a post: thanks, helpful, same, insightful or celebrate."""
    react(actor=request.actor, post_id=post_id, name=name)
    return json_reply(_shown(request.actor, post_id))


@router.delete(
    "/posts/{post_id}/reactions/{name}", response=ReactionsOut, summary="Take a reaction back"
)
def withdraw_reaction(request: HttpRequest, post_id: Id, name: str) -> HttpResponse:
    """Take the word back."""
    take_back_reaction(actor=request.actor, post_id=post_id, name=name)
    return json_reply(_shown(request.actor, post_id))


def _shown(actor: Actor, post_id: int) -> ReactionsOut:
    return ReactionsOut(totals_of([post_id]).get(post_id, {}), own_reactions(actor, post_id))
