"""The communities there are, and one of them."""

from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions import change_community, found_community, write_charter
from tertulia.core.communities.api.shapes import (
    CommunityDetail,
    CommunityOut,
    community_detail,
    community_out,
    membership_out,
)
from tertulia.core.communities.models import Charter, Community
from tertulia.core.communities.permissions import can_change_community, standing_of
from tertulia.core.communities.queries import (
    asks_to_join,
    charter_shown,
    communities_known,
    community_by_slug,
    membership_of,
    moved_slug,
)
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import created_reply, json_reply
from tertulia.kit.api.pages import Page, PageQuery, page_of
from tertulia.kit.api.places import ROOT, Name
from tertulia.kit.web.refusals import NotHere, Refused, require

router = Router(tags=["communities"])
Reach = Literal["public", "site", "members", "secret"]
Joining = Literal["open", "request", "invitation"]


class CommunitiesQuery(PageQuery):
    """Which communities are wanted."""

    mine: bool = Field(False, description="Only those that the caller belongs to.")


class CharterIn(Schema):
    """Parts of a charter; what is left out, or null, stays as it is."""

    domain_statement: str | None = None
    why_it_matters: str | None = None
    key_questions: list[str] | None = None
    in_scope: str | None = None
    out_of_scope: str | None = None
    membership_rule: str | None = None
    norms: str | None = None
    practice_outputs: str | None = None
    rhythm: str | None = None


class CommunityIn(Schema):
    """A community to be founded."""

    slug: str = Field(description="Its address: small letters a to z, digits, dashes.")
    name: str
    visibility: Reach | None = Field(None, description="Without it: public, or as its parent.")
    join: Joining = "open"
    parent: str | None = Field(None, description="The slug of the community it is part of.")
    charter: CharterIn | None = None


class CommunityChange(Schema):
    """What is to be different; what is left out, or null, stays as it is."""

    slug: str | None = None
    name: str | None = None
    visibility: Reach | None = None
    join: Joining | None = None
    shows_presence: bool | None = None
    charter: CharterIn | None = None


@router.get("/communities", response=Page[CommunityOut], auth=anyone, summary="List communities")
def list_communities(request: HttpRequest, query: Query[CommunitiesQuery]) -> HttpResponse:
    """Return the communities that the caller may know of, the oldest first."""
    rows = communities_known(
        request.actor, after=query.after_number(), limit=query.limit + 1, mine=query.mine
    )
    page = page_of(rows, query.limit, lambda row: (row.id,))
    page["items"] = [community_out(it, _charter(it)) for it in page["items"]]
    return json_reply(page)


@router.post("/communities", response={201: CommunityDetail}, summary="Found a community")
def found(request: HttpRequest, wanted: CommunityIn) -> HttpResponse:
    """Found a community and coordinate it. For operators, with a token of scope `admin`."""
    parent = _parent(request.actor, wanted.parent)
    with transaction.atomic():
        it = found_community(
            actor=request.actor,
            slug=wanted.slug,
            name=wanted.name,
            visibility=wanted.visibility or (parent.visibility if parent else "public"),
            join_policy=wanted.join,
            parent=parent,
        )
        if wanted.charter:
            write_charter(actor=request.actor, community=it, **_given(wanted.charter))
    it.refresh_from_db()
    return created_reply(_detail(request.actor, it), f"{ROOT}/communities/{it.slug}")


@router.get(
    "/communities/{slug}", response=CommunityDetail, auth=anyone, summary="Read a community"
)
def read_community(request: HttpRequest, slug: Name) -> HttpResponse:
    """Return a community with its charter. An address that it gave up leads to the present one."""
    it = community_by_slug(request.actor, slug)
    if it is None:
        moved = moved_slug(request.actor, slug)
        if moved is None:
            raise NotHere
        return HttpResponsePermanentRedirect(f"{ROOT}/communities/{moved}", preserve_request=True)
    return json_reply(_detail(request.actor, it))


@router.patch("/communities/{slug}", response=CommunityDetail, summary="Change a community")
def change(request: HttpRequest, slug: Name, wanted: CommunityChange) -> HttpResponse:
    """Change name, address, visibility, joining or charter. For its coordinators."""
    it = community_at(request.actor, slug)
    require(can_change_community(request.actor, standing_of(request.actor, it)))
    changes = _given(wanted)
    charter = changes.pop("charter", None)
    if "join" in changes:
        changes["join_policy"] = changes.pop("join")
    with transaction.atomic():
        if changes:
            change_community(actor=request.actor, community=it, **changes)
        if charter is not None:
            write_charter(actor=request.actor, community=it, **charter)
    it.refresh_from_db()
    return json_reply(_detail(request.actor, it))


def community_at(actor: Actor, slug: str) -> Community:
    """Return the community that `actor` may know of; raise NotHere otherwise."""
    it = community_by_slug(actor, slug)
    if it is None:
        raise NotHere
    return it


def _detail(actor: Actor, it: Community) -> CommunityDetail:
    belongs = membership_of(actor, it)
    waiting = belongs is None and asks_to_join(actor, it)
    return community_detail(it, charter_shown(actor, it), membership_out(belongs, waiting))


def _charter(it: Community) -> Charter | None:
    return it.charter if hasattr(it, "charter") else None


def _parent(actor: Actor, slug: str | None) -> Community | None:
    if slug is None:
        return None
    parent = community_by_slug(actor, slug)
    if parent is None:
        raise Refused(_("There is no such community."), "parent")
    return parent


def _given(wanted: Schema) -> dict[str, Any]:
    return wanted.model_dump(exclude_unset=True, exclude_none=True)
