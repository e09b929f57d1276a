"""What was decided about oneself, why, and what one says to it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions import appeal_suspension
from tertulia.engage.reports.queries import own_reports
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst
from tertulia.lenses.moderation.queries import measures_about, own_suspension, suspension_of_key
from tertulia.lenses.moderation.views.frame import framed, posted


@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """Show what was decided about oneself, and what became of what one reported."""
    return _measures(request)


def _measures(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    if not request.actor.signed_in:
        raise SignInFirst
    context = {
        "place": "you",
        "section": "measures",
        "measures": measures_about(request.actor),
        "reported": own_reports(request.actor),
        "problem": problem,
    }
    return framed(request, "moderation/measures.html", context, status)


@require_POST
def appeal(request: HttpRequest, suspension_id: int) -> HttpResponse:
    """Say why a suspension is not right."""
    if not request.actor.signed_in:
        raise SignInFirst
    row = own_suspension(request.actor, suspension_id)
    if row is None:
        raise NotHere
    try:
        appeal_suspension(actor=request.actor, suspension=row, words=posted(request, "words"))
    except Refused as refusal:
        return _measures(request, str(refusal), refusal.status)
    return HttpResponseRedirect("/account/measures")


@require_http_methods(["GET", "POST"])
def by_letter(request: HttpRequest, key: str) -> HttpResponse:
    """The same for who cannot sign in, by the link of the letter that told them."""
    row = suspension_of_key(key)
    if row is None:
        raise NotHere(_("This link is not one of ours, or it is too old."))
    problem, status = "", 200
    if request.method == "POST":
        spend("report", f"suspension-{row.pk}")
        them = Actor(row.person_id, row.person.handle, row.person.name, door="mail")
        try:
            appeal_suspension(actor=them, suspension=row, words=posted(request, "words"))
            return HttpResponseRedirect(request.path)
        except Refused as refusal:
            problem, status = str(refusal), refusal.status
    context = {"suspension": row, "problem": problem}
    response = framed(request, "moderation/suspended.html", context, status)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
