"""Putting a thread first in the list of its community."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from tertulia.core.threads.actions import pin_thread, unpin_thread
from tertulia.core.threads.permissions import can_pin_thread
from tertulia.core.threads.queries.pins import pin_of
from tertulia.kit.web.refusals import NotHere, Refused, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.asked import local_moment, own_zone
from tertulia.lenses.reading.views.thread_acts import found_thread


@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Ask until when, and pin the thread, anew where it is pinned; or with `unpin` take it down."""
    it = found_thread(request, thread_id)
    require(can_pin_thread(request.actor, it.facts))
    problem, status = "", 200
    if request.method == "POST":
        try:
            if request.POST.get("unpin"):
                unpin_thread(actor=request.actor, thread_id=it.id)
            else:
                until = local_moment(request, "until")
                pin_thread(actor=request.actor, thread_id=it.id, until=until)
            return HttpResponseRedirect(f"/c/{it.community_slug}")
        except NotHere:
            raise
        except Refused as refusal:
            problem, status = str(refusal), refusal.status
    zone, held = own_zone(request.actor), pin_of(it.id)
    end = held.until.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if held and held.until else ""
    context = {
        "t": it,
        "here_slug": it.community_slug,
        "held": held,
        "until": request.POST.get("until", end),
        "zone": zone.key,
        "problem": problem,
    }
    return page(request, "reading/pin.html", context, status=status)
