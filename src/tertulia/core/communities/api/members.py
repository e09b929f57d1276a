"""Belonging to a community."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tertulia.core.communities.actions import (
    ask_to_join,
    join_community,
    leave_community,
    withdraw_request,
)
from tertulia.core.communities.api.communities import community_at
from tertulia.core.communities.api.shapes import (
    MemberOut,
    MembershipOut,
    member_out,
    membership_out,
)
from tertulia.core.communities.models import JoinPolicy
from tertulia.core.communities.permissions import can_read_community, standing_of
from tertulia.core.communities.queries import asks_to_join, members_of, membership_of
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.pages import Page, PageQuery, page_of
from tertulia.kit.api.places import Name
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import NotHere

router = Router(tags=["communities"])


class MembershipIn(Schema):
    """A word to the coordinators, where joining is on request."""

    message: str = Field("", description="Why one would like to join.")


@router.put(
    "/communities/{slug}/membership",
    response={200: MembershipOut, 202: MembershipOut},
    summary="Join a community",
)
def join(request: HttpRequest, slug: Name, asked: MembershipIn | None = None) -> HttpResponse:
    """Become a member; or, where joining is on request, ask to become one (202)."""
    spend("join", str(request.actor.person_id))
    it = community_at(request.actor, slug)
    if it.join_policy == JoinPolicy.REQUEST and membership_of(request.actor, it) is None:
        ask_to_join(actor=request.actor, community=it, message=asked.message if asked else "")
    else:
        join_community(actor=request.actor, community=it)
    belongs = membership_of(request.actor, it)
    waiting = belongs is None and asks_to_join(request.actor, it)
    return json_reply(membership_out(belongs, waiting), 202 if waiting else 200)


@router.delete("/communities/{slug}/membership", response={204: None}, summary="Leave a community")
def leave(request: HttpRequest, slug: Name) -> HttpResponse:
    """Stop being a member, or withdraw the request to become one; what one wrote stays."""
    it = community_at(request.actor, slug)
    withdraw_request(actor=request.actor, community=it)
    leave_community(actor=request.actor, community=it)
    return HttpResponse(status=204)


@router.get(
    "/communities/{slug}/members",
    response=Page[MemberOut],
    auth=anyone,
    summary="List the members",
)
def list_members(request: HttpRequest, slug: Name, query: Query[PageQuery]) -> HttpResponse:
    """Return the members of a community that the caller may read, and their roles."""
    it = community_at(request.actor, slug)
    if not can_read_community(request.actor, standing_of(request.actor, it)):
        raise NotHere
    rows = members_of(it, after=query.after_number(), limit=query.limit + 1)
    page = page_of(rows, query.limit, lambda row: (row.person_id,))
    page["items"] = [member_out(row) for row in page["items"]]
    return json_reply(page)
