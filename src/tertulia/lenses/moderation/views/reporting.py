"""Telling those who moderate that something is wrong with a post."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from tertulia.core.threads.queries import post_facts, post_row
from tertulia.engage.reports.actions import report_post
from tertulia.engage.reports.models import Reason
from tertulia.engage.reports.permissions import can_report_post
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require
from tertulia.lenses.moderation.views.frame import framed, posted


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, post_id: int) -> HttpResponse:
    """Ask what is wrong with a post, and pass it on."""
    if not request.actor.signed_in:
        raise SignInFirst
    facts, row = post_facts(request.actor, post_id), post_row(post_id)
    if facts is None or row is None:
        raise NotHere
    require(can_report_post(request.actor, facts))
    given = {"reason": posted(request, "reason"), "words": posted(request, "words")}
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            report_post(actor=request.actor, post_id=post_id, **given)
            return HttpResponseRedirect("/account/measures#reported")
        except Refused as refusal:
            problems[refusal.field or "reason"] = str(refusal)
            status = refusal.status
    context = {"post": row, "given": given, "problems": problems, "reasons": Reason.choices}
    return framed(request, "moderation/report.html", context, status)
