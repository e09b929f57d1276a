"""Who belongs to a community and who does what in it: members, requests, roles with their terms."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.core.communities.actions import add_member, end_term, give_role, write_handover
from tertulia.core.communities.models import Community, Role
from tertulia.core.communities.permissions import (
    Standing,
    can_invite_people,
    can_manage_members,
    can_read_community,
    standing_of,
)
from tertulia.core.communities.queries import (
    community_by_slug,
    members_of,
    requests_waiting,
)
from tertulia.core.communities.role_queries import held_by, terms_of
from tertulia.core.people.queries import profile
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.forms import posted_text

SHOWN = 50
GIVEN = [role for role in Role if role != Role.MEMBER]
CHOICES = [(role.name.lower(), role.label) for role in GIVEN]


def _readable(request: HttpRequest, slug: str) -> tuple[Community, Standing]:
    it = community_by_slug(request.actor, slug)
    if it is None:
        raise NotHere
    place = standing_of(request.actor, it)
    if not can_read_community(request.actor, place):
        raise NotHere
    return it, place


@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """List who belongs; those who manage members let people in and add them by handle."""
    it, place = _readable(request, slug)
    may_manage = can_manage_members(request.actor, place)
    problem, status = "", 200
    if request.method == "POST":
        if not request.actor.signed_in:
            raise SignInFirst
        try:
            _add(request, it)
            return HttpResponseRedirect(f"/c/{it.slug}/members")
        except Refused as refusal:
            if not may_manage:
                raise
            problem, status = str(refusal), refusal.status
    role = Role.__members__.get(request.GET.get("role", "").upper())
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    rows = members_of(it, after=start, limit=SHOWN + 1, role=role or 0)
    word = request.GET.get("role", "") if role else ""
    context = {
        "community": it,
        "here_slug": it.slug,
        "members": rows[:SHOWN],
        "more": f"?role={word}&after={rows[SHOWN - 1].person_id}" if len(rows) > SHOWN else "",
        "role": word,
        "role_choices": [("", _("Everybody")), *CHOICES],
        "may_manage": may_manage,
        "may_invite": can_invite_people(request.actor, place),
        "requests": requests_waiting(it) if may_manage else [],
        "roles": GIVEN,
        "held": {one.person_id: {r for r in Role if one.roles & r} for one in rows},
        "problem": problem,
        "handle": request.POST.get("handle", ""),
    }
    return page(request, "reading/members.html", context, status=status)


def _add(request: HttpRequest, it: Community) -> None:
    require(can_manage_members(request.actor, standing_of(request.actor, it)))
    handle = request.POST.get("handle", "").strip().removeprefix("@")
    person = profile(request.actor, handle)
    if person is None:
        raise Refused(_("Nobody here is called that."), "handle")
    add_member(actor=request.actor, community=it, person=person.id)


@require_GET
def roles(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who does what, and whose term ends soon."""
    it, place = _readable(request, slug)
    terms = terms_of(it)
    held = {term.role for term in terms}
    context = {
        "community": it,
        "here_slug": it.slug,
        "terms": terms,
        "ending": [term for term in terms if term.ends_soon],
        "vacant": [role.label for role in GIVEN if role not in held and role != Role.GUEST],
        "may_manage": can_manage_members(request.actor, place),
        "reads_notes": place.roles > 0 or can_manage_members(request.actor, place),
        "role_choices": CHOICES,
    }
    return page(request, "reading/roles.html", context)


@require_POST
def role(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a role for a term, change the term, write what is handed over, or end it."""
    if not request.actor.signed_in:
        raise SignInFirst
    it, _place = _readable(request, slug)
    wanted = Role.__members__.get(request.POST.get("role", "").upper())
    holder = held_by(it, request.POST.get("handle", ""))
    if wanted is None or holder is None:
        raise Refused(_("Please choose a role and a member of this community."))
    note, act, person = posted_text(request, "note"), request.POST.get("act"), holder.person_id
    if act == "end":
        end_term(actor=request.actor, community=it, person=person, role=wanted)
    elif act == "note" and person == request.actor.person_id:
        write_handover(actor=request.actor, community=it, role=wanted, note=note)
    else:
        until = _day(request.POST.get("until", ""))
        give_role(
            actor=request.actor, community=it, person=person, role=wanted, until=until, note=note
        )
    return HttpResponseRedirect(f"/c/{it.slug}/roles")


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given.strip() else None
    except ValueError:
        raise Refused(_("Please give the day as year-month-day."), "until") from None
