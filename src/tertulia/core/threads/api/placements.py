"""Threads shown in other communities than their home, for programs."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tertulia.core.communities.permissions import standing_of
from tertulia.core.communities.queries import community_by_slug
from tertulia.core.threads.actions import ask_for_placement, decide_placement, end_placement
from tertulia.core.threads.models import Placement
from tertulia.core.threads.permissions import can_decide_placement
from tertulia.core.threads.queries.facts import thread_facts
from tertulia.core.threads.queries.placements import (
    PlacementRow,
    placement_known,
    placements_in,
    placements_of_thread,
)
from tertulia.kit.api.json import created_reply, json_reply
from tertulia.kit.api.places import ROOT, Id, Name
from tertulia.kit.web.refusals import NotHere, require

router = Router(tags=["placements"])


@dataclass(frozen=True, slots=True)
class PlacementOut:
    """A thread and a community that shows it (`shown`) or is asked to (`waiting`)."""

    id: int
    state: str
    thread: int
    home: str
    community: str
    asked_by: str | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Placements:
    """All of them; there are never many."""

    items: list[PlacementOut]
    next: str | None = None


class PlacementIn(Schema):
    """Where a thread is to be shown too."""

    community: str = Field(max_length=100, description="The slug of the community.")


class Decision(Schema):
    """Whether the community shows the thread."""

    accept: bool


@router.get(
    "/threads/{thread_id}/placements", response=Placements, summary="Where else a thread is shown"
)
def list_placements(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Return the communities that show a thread, as far as the caller may know of them."""
    if thread_facts(request.actor, thread_id) is None:
        raise NotHere
    return json_reply(_all(placements_of_thread(request.actor, thread_id)))


@router.post(
    "/threads/{thread_id}/placements",
    response={201: PlacementOut},
    summary="Ask a community to show a thread",
)
def ask(request: HttpRequest, thread_id: Id, wanted: PlacementIn) -> HttpResponse:
    """Ask; where the caller decides in that community, the thread is shown at once."""
    community = community_by_slug(request.actor, wanted.community)
    if thread_facts(request.actor, thread_id) is None or community is None:
        raise NotHere
    made = ask_for_placement(actor=request.actor, thread_id=thread_id, community=community)
    rows = placements_of_thread(request.actor, thread_id)
    row = next(_out(row) for row in rows if row.id == made.pk)
    return created_reply(row, f"{ROOT}/placements/{made.pk}")


@router.get(
    "/communities/{slug}/placements", response=Placements, summary="What a community is asked for"
)
def list_received(request: HttpRequest, slug: Name) -> HttpResponse:
    """Return what a community shows of others or is asked to show. For those who moderate it."""
    it = community_by_slug(request.actor, slug)
    if it is None:
        raise NotHere
    require(can_decide_placement(request.actor, standing_of(request.actor, it)))
    return json_reply(_all(placements_in(request.actor, it.id)))


@router.put("/placements/{placement_id}/decision", response={204: None}, summary="Decide")
def decide(request: HttpRequest, placement_id: Id, decision: Decision) -> HttpResponse:
    """Accept or decline. For those who moderate the community that is asked."""
    it = _known(request, placement_id)
    decide_placement(actor=request.actor, placement=it, accept=decision.accept)
    return HttpResponse(status=204)


@router.delete("/placements/{placement_id}", response={204: None}, summary="Take away")
def end(request: HttpRequest, placement_id: Id) -> HttpResponse:
    """Show the thread there no longer, or no longer ask for it."""
    end_placement(actor=request.actor, placement=_known(request, placement_id))
    return HttpResponse(status=204)


def _known(request: HttpRequest, placement_id: int) -> Placement:
    it = placement_known(request.actor, placement_id)
    if it is None:
        raise NotHere
    return it


def _all(rows: list[PlacementRow]) -> Placements:
    return Placements([_out(row) for row in rows])


def _out(row: PlacementRow) -> PlacementOut:
    return PlacementOut(
        row.id,
        row.state,
        row.thread_id,
        row.home_slug,
        row.community_slug,
        row.asker_handle,
        row.asked_at,
    )
