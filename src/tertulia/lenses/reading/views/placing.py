"""Where a thread lies: its lane, and the other communities that show it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.core.communities.permissions import standing_of
from tertulia.core.communities.queries import communities_of, community_by_slug
from tertulia.core.threads.actions import (
    ask_for_placement,
    decide_placement,
    end_placement,
    move_to_lane,
)
from tertulia.core.threads.permissions import (
    can_ask_for_placement,
    can_decide_placement,
    can_end_placement,
)
from tertulia.core.threads.queries.placements import (
    placement_known,
    placements_in,
    placements_of_thread,
)
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.thread_page import ThreadPage, thread_page
from tertulia.lenses.reading.views.forms import next_page


def _found(request: HttpRequest, thread_id: int) -> ThreadPage:
    if not request.actor.signed_in:
        raise SignInFirst
    it = thread_page(request.actor, thread_id)
    if it is None:
        raise NotHere
    return it


@require_POST
def lane(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Take the thread to the workbench or to the lounge."""
    it = _found(request, thread_id)
    move_to_lane(actor=request.actor, thread_id=it.id, lane=request.POST.get("lane", ""))
    return HttpResponseRedirect(it.address())


@require_http_methods(["GET", "POST"])
def elsewhere(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show where else the thread is listed, and ask another community to list it."""
    it = _found(request, thread_id)
    problem, status, chosen = "", 200, request.POST.get("community", "")
    if request.method == "POST":
        try:
            community = community_by_slug(request.actor, chosen)
            if community is None:
                raise Refused(_("Please choose a community."))
            ask_for_placement(actor=request.actor, thread_id=it.id, community=community)
            return HttpResponseRedirect(f"/t/{it.id}/elsewhere")
        except NotHere:
            raise
        except Refused as refusal:
            problem, status = str(refusal), refusal.status
    rows = placements_of_thread(request.actor, it.id)
    taken = {row.community_slug for row in rows} | {it.community_slug}
    context = {
        "t": it,
        "here_slug": it.community_slug,
        "placements": rows,
        "choices": [
            (each.slug, each.name)
            for each in communities_of(request.actor)
            if each.slug not in taken and not each.is_archived
        ],
        "may_ask": can_ask_for_placement(request.actor, it.facts),
        "may_end": can_end_placement(request.actor, it.facts),
        "problem": problem,
        "chosen": chosen,
    }
    return page(request, "reading/elsewhere.html", context, status=status)


@require_POST
def placement(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Accept or decline that a thread is shown here, or take it away again."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = placement_known(request.actor, placement_id)
    if it is None:
        raise NotHere
    act = request.POST.get("act", "")
    if act in ("accept", "decline"):
        decide_placement(actor=request.actor, placement=it, accept=act == "accept")
    elif act == "end":
        end_placement(actor=request.actor, placement=it)
    return HttpResponseRedirect(next_page(request, f"/t/{it.thread_id}/elsewhere"))


@require_GET
def placed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show those who moderate a community what it shows of others, and what it is asked to."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = community_by_slug(request.actor, slug)
    if it is None:
        raise NotHere
    require(can_decide_placement(request.actor, standing_of(request.actor, it)))
    context = {
        "community": it,
        "here_slug": it.slug,
        "placements": placements_in(request.actor, it.id),
    }
    return page(request, "reading/placed.html", context)
