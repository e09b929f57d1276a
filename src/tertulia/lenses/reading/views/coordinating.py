"""Who belongs to a community and what it says of itself: the coordinator's pages."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.core.communities.actions import (
    CHARTER_TEXTS,
    ask_to_join,
    decide_request,
    give_roles,
    remove_member,
    write_charter,
)
from tertulia.core.communities.models import Community, Role
from tertulia.core.communities.permissions import (
    can_change_community,
    can_manage_members,
    can_read_community,
    standing_of,
)
from tertulia.core.communities.queries import (
    charter_of,
    charter_shown,
    request_waiting,
)
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.communities import found
from tertulia.lenses.reading.views.forms import posted_text


def _of(request: HttpRequest, slug: str) -> Community:
    it = found(request, slug)
    if it is None:
        raise NotHere
    return it


@require_GET
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the charter: all of it to those who read here."""
    it = _of(request, slug)
    place = standing_of(request.actor, it)
    readable = can_read_community(request.actor, place)
    context = {
        "community": it,
        "here_slug": it.slug,
        "charter": charter_shown(request.actor, it),
        "readable": readable,
        "may_change": can_change_community(request.actor, place),
    }
    return page(request, "reading/about.html", context)


@require_http_methods(["GET", "POST"])
def charter(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the charter, and say when it is looked at again."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = _of(request, slug)
    require(can_change_community(request.actor, standing_of(request.actor, it)))
    kept = charter_of(it)
    given = {name: getattr(kept, name) for name in CHARTER_TEXTS}
    given |= {"key_questions": "\n".join(kept.key_questions)}
    given |= {"review_due": str(kept.review_due or "")}
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        given = {name: posted_text(request, name) for name in given}
        try:
            _write(request, it, given)
            return HttpResponseRedirect(f"/c/{it.slug}")
        except Refused as refusal:
            problems[refusal.field or "domain_statement"] = str(refusal)
            status = refusal.status
    context = {
        "community": it,
        "here_slug": it.slug,
        "given": given,
        "problems": problems,
    }
    return page(request, "reading/charter.html", context, status=status)


@transaction.atomic
def _write(request: HttpRequest, it: Community, given: dict[str, str]) -> None:
    texts = {name: given[name] for name in CHARTER_TEXTS}
    questions = given["key_questions"].split("\n")
    due = given["review_due"].strip()
    write_charter(
        actor=request.actor, community=it, key_questions=questions, review_due=due, **texts
    )


@require_POST
def ask_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to become a member."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = _of(request, slug)
    ask_to_join(actor=request.actor, community=it, message=posted_text(request, "message"))
    return HttpResponseRedirect(f"/c/{it.slug}")


@require_POST
def decide(request: HttpRequest, slug: str, request_id: int) -> HttpResponse:
    """Accept or decline somebody who asked."""
    it = _of(request, slug)
    require(can_manage_members(request.actor, standing_of(request.actor, it)))
    waiting = request_waiting(it, request_id)
    if waiting is None:
        raise NotHere
    accept = request.POST.get("answer") == "accept"
    decide_request(actor=request.actor, request=waiting, accept=accept)
    return HttpResponseRedirect(f"/c/{it.slug}/members")


@require_POST
def member(request: HttpRequest, slug: str, person_id: int) -> HttpResponse:
    """Give a member roles, or end their membership."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = _of(request, slug)
    if request.POST.get("act") == "remove":
        remove_member(actor=request.actor, community=it, person=person_id)
    else:
        roles = int(Role.MEMBER)
        for given in request.POST.getlist("role"):
            if given not in {str(role.value) for role in Role}:
                raise Refused(_("There is no such role."))
            roles |= int(given)
        give_roles(actor=request.actor, community=it, person=person_id, roles=roles)
    return HttpResponseRedirect(f"/c/{it.slug}/members")
