"""What a thread is joined to, for those who may arrange it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tertulia.core.threads.actions.linking import CHOSEN, link_threads, unlink_threads
from tertulia.core.threads.permissions import can_link_thread
from tertulia.core.threads.queries.links import links_of
from tertulia.kit.web.refusals import NotHere, Refused, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.forms import posted_thread
from tertulia.lenses.reading.views.thread_acts import found_thread


@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show the links of a thread; make another, or take one away."""
    it = found_thread(request, thread_id)
    require(can_link_thread(request.actor, it.facts))
    problem, status = "", 200
    if request.method == "POST":
        try:
            _change(request, it.id)
            return HttpResponseRedirect(it.address())
        except NotHere:
            raise
        except Refused as refusal:
            problem, status = str(refusal), refusal.status
    context = {
        "t": it,
        "here_slug": it.community_slug,
        "links": links_of(request.actor, it.id),
        "relations": CHOSEN,
        "relation": request.POST.get("relation", ""),
        "other": request.POST.get("other", ""),
        "problem": problem,
    }
    return page(request, "reading/links.html", context, status=status)


def _change(request: HttpRequest, thread_id: int) -> None:
    other = posted_thread(request, "other")
    if other is None:
        raise Refused(_("Give the address or the number of the other thread."), "other")
    change = unlink_threads if request.POST.get("act") == "part" else link_threads
    relation = request.POST.get("relation", "")
    change(actor=request.actor, source=thread_id, target=other, relation=relation)
