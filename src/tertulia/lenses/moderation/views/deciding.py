"""The queue of those who moderate, and what they decide."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tertulia.core.communities.actions import (
    answer_appeal,
    end_suspension,
    second_suspension,
    suspend_person,
)
from tertulia.core.communities.models import Community, Suspension
from tertulia.core.people.queries import profile
from tertulia.engage.reports.actions import note_suspension, settle_report
from tertulia.engage.reports.models import Outcome
from tertulia.engage.reports.queries import (
    report_at,
    reported_author,
    reports_open,
    reports_settled,
)
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst
from tertulia.lenses.moderation.queries import (
    communities_to_suspend_from,
    suspension_at,
    suspensions_lately,
    suspensions_waiting,
)
from tertulia.lenses.moderation.views.frame import framed, posted

_SPANS = (
    ("4", _("Four hours")),
    ("24", _("A day")),
    ("72", _("Three days")),
    ("168", _("A week")),
    ("720", _("A month")),
)
_OUTCOMES = [choice for choice in Outcome.choices if choice[0] != Outcome.SUSPENDED]


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision, and what was decided lately."""
    if not request.actor.signed_in:
        raise SignInFirst
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    waiting = reports_open(request.actor, after=start, limit=31)
    places = communities_to_suspend_from(request.actor)
    if not (waiting or places or request.actor.is_operator):
        raise NotHere
    context = {
        "reports": waiting[:30],
        "more": f"/moderation?after={waiting[29].id}" if len(waiting) > 30 else "",
        "settled": reports_settled(request.actor, 10),
        "waiting": suspensions_waiting(request.actor),
        "suspensions": suspensions_lately(request.actor),
        "now": timezone.now(),
    }
    return framed(request, "moderation/queue.html", context)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show one report, and decide about it."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = report_at(request.actor, report_id)
    if it is None:
        raise NotHere
    given = {"outcome": posted(request, "outcome"), "words": posted(request, "words")}
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            settle_report(actor=request.actor, report=report_id, **given)
            return HttpResponseRedirect("/moderation")
        except Refused as refusal:
            problems[refusal.field or "outcome"] = str(refusal)
            status = refusal.status
    context = {"it": it, "given": given, "problems": problems, "outcomes": _OUTCOMES}
    return framed(request, "moderation/settle.html", context, status)


@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest) -> HttpResponse:
    """Keep somebody from writing for a time: the author of a reported post, or whoever is named."""
    if not request.actor.signed_in:
        raise SignInFirst
    places = communities_to_suspend_from(request.actor)
    if not (places or request.actor.is_operator):
        raise NotHere
    names = ("report", "person", "community", "hours", "reason")
    given = {name: posted(request, name) or request.GET.get(name, "") for name in names}
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            made = _suspend(request, given, places)
            return HttpResponseRedirect(f"/moderation/suspensions/{made.pk}")
        except Refused as refusal:
            problems[refusal.field or "person"] = str(refusal)
            status = refusal.status
    whole = [("", _("The whole site"))] if request.actor.is_operator else []
    context = {
        "given": given,
        "problems": problems,
        "spans": _SPANS,
        "places": [*[(each.slug, each.name) for each in places], *whole],
    }
    return framed(request, "moderation/suspend.html", context, status)


def _suspend(request: HttpRequest, given: dict[str, str], places: list[Community]) -> Suspension:
    report = int(given["report"]) if _is_number(given["report"]) else None
    person = reported_author(request.actor, report) if report else _named(request, given["person"])
    if person is None and report:
        raise Refused(
            _("An alias hides who wrote it, from you too. Hide the post instead."), "person"
        )
    if person is None:
        raise Refused(_("There is no such person here."), "person")
    place = next((each for each in places if each.slug == given["community"]), None)
    if place is None and (given["community"] or not request.actor.is_operator):
        raise Refused(_("Say from where."), "community")
    made = suspend_person(
        actor=request.actor,
        community=place,
        person=person,
        until=_until(given["hours"]),
        reason=given["reason"],
    )
    if report:
        note_suspension(actor=request.actor, report=report)
    return made


def _until(hours: str) -> datetime:
    if hours not in dict(_SPANS):
        raise Refused(_("Say for how long."), "hours")
    return timezone.now() + timedelta(hours=int(hours))


def _named(request: HttpRequest, handle: str) -> int | None:
    them = profile(request.actor, handle.strip().removeprefix("@")) if handle.strip() else None
    return them.id if them else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


@require_http_methods(["GET", "POST"])
def suspension(request: HttpRequest, suspension_id: int) -> HttpResponse:
    """Show one suspension: agree to it, answer its appeal, or end it."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = suspension_at(request.actor, suspension_id)
    if it is None:
        raise NotHere
    problem, status = "", 200
    if request.method == "POST":
        try:
            _decide(request, it)
            return HttpResponseRedirect(f"/moderation/suspensions/{suspension_id}")
        except Refused as refusal:
            problem, status = str(refusal), refusal.status
    context = {"it": it, "problem": problem, "now": timezone.now()}
    return framed(request, "moderation/suspension.html", context, status)


def _decide(request: HttpRequest, it: Suspension) -> None:
    act, actor = request.POST.get("act", ""), request.actor
    if act == "second":
        second_suspension(actor=actor, suspension=it)
    elif act == "end":
        end_suspension(actor=actor, suspension=it)
    elif act in ("uphold", "lift"):
        words = posted(request, "answer")
        answer_appeal(actor=actor, suspension=it, answer=words, ends=act == "lift")
    else:
        raise Refused(_("There is no such decision."))
