"""Asking people in, and coming in by an invitation."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tertulia.core.communities.actions import (
    accept_invitation,
    invite_by_letter,
    invite_by_link,
    invite_many,
    resend_invitation,
    revoke_invitation,
)
from tertulia.core.communities.invitation_keys import opened_by
from tertulia.core.communities.invitation_queries import invitation_to, invitations_of
from tertulia.core.communities.models import Community, Role
from tertulia.core.communities.permissions import can_invite_people, standing_of
from tertulia.core.communities.queries import charter_of, community_by_slug, membership_of
from tertulia.core.people.permits import SignUpPermit, sign_up_address
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, TooLarge, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.forms import posted_text

MOST_BYTES = 200_000
SHOWN = 50
ROLES = ((int(Role.MEMBER), Role.MEMBER.label), (int(Role.GUEST), Role.GUEST.label))


def _of(request: HttpRequest, slug: str) -> Community:
    if not request.actor.signed_in:
        raise SignInFirst
    it = community_by_slug(request.actor, slug)
    if it is None:
        raise NotHere
    require(can_invite_people(request.actor, standing_of(request.actor, it)))
    return it


@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who was asked in, and ask more: one by letter, many at once, or by a link."""
    it = _of(request, slug)
    context: dict[str, Any] = {"problems": {}, "given": request.POST, "report": None}
    status = 200
    if request.method == "POST":
        try:
            report = _ask(request, it)
            if report is None:
                return HttpResponseRedirect(f"/c/{it.slug}/invitations")
            context["report"] = report
        except NotHere:
            raise
        except Refused as refusal:
            problems = {(request.POST.get("act", ""), refusal.field or "email"): str(refusal)}
            context["problems"], status = problems, refusal.status
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    rows = invitations_of(it, before=start, limit=SHOWN + 1)
    context |= {
        "community": it,
        "here_slug": it.slug,
        "invitations": rows[:SHOWN],
        "more": f"?before={rows[SHOWN - 1].id}" if len(rows) > SHOWN else "",
        "roles": ROLES,
        "origin": request.build_absolute_uri("/")[:-1],
    }
    return page(request, "reading/community_invitations.html", context, status=status)


def _ask(request: HttpRequest, it: Community) -> object:
    """Do what the form says; return a report where many were asked."""
    given = request.POST
    role = _number(given.get("role", "1"), "role") or 1
    message = posted_text(request, "message")
    if given.get("act") == "link":
        days = _number(given.get("days", ""), "days") or 14
        most = _number(given.get("most_uses", ""), "most_uses")
        invite_by_link(
            actor=request.actor, community=it, role=role, days=days, most_uses=most, message=message
        )
        return None
    if given.get("act") == "many":
        addresses = _addresses(request)
        return invite_many(
            actor=request.actor, community=it, addresses=addresses, message=message, role=role
        )
    invite_by_letter(
        actor=request.actor,
        community=it,
        email=given.get("email", ""),
        message=message,
        role=role,
    )
    return None


def _addresses(request: HttpRequest) -> list[str]:
    """Return the first cell of each line that looks like an address, typed or in a file."""
    text = posted_text(request, "addresses")
    upload = request.FILES.get("file")
    if upload is not None:
        if (upload.size or 0) > MOST_BYTES:
            raise TooLarge(_("This list is too large: at most 200 KB."))
        text += "\n" + upload.read().decode("utf-8-sig", "replace")
    if len(text) > MOST_BYTES:
        raise TooLarge(_("This list is too large: at most 200 KB."))
    text = text.replace("\x00", "")
    mark = ";" if text.count(";") > text.count(",") else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    found = [_cell(row) for row in rows if any(cell.strip() for cell in row)]
    if found and "@" not in found[0] and len(found) > 1:
        found = found[1:]  # the names of the columns
    if not found:
        raise Refused(_("There is no address in this list."), "addresses")
    return found


def _cell(row: list[str]) -> str:
    return next((cell for cell in row if "@" in cell), row[0]).strip()


def _number(given: str, field: str) -> int | None:
    given = given.strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 9):
        raise Refused(_("Please give a number."), field)
    return int(given)


@require_POST
def invitation(request: HttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    """Send a letter again, or take an invitation back."""
    it = _of(request, slug)
    found = invitation_to(it, invitation_id)
    if found is None:
        raise NotHere
    if request.POST.get("act") == "resend":
        resend_invitation(actor=request.actor, invitation=found)
    else:
        revoke_invitation(actor=request.actor, invitation=found)
    return HttpResponseRedirect(f"/c/{it.slug}/invitations")


@never_cache
@require_http_methods(["GET", "POST"])
def come_in(request: HttpRequest, key: str) -> HttpResponse:
    """Show whoever holds an invitation where it leads, and let them in."""
    it = opened_by(key)
    if it is None:
        return page(request, "reading/come_in.html", {"invitation": None}, status=404)
    if request.method == "POST":
        if not request.actor.signed_in:
            raise SignInFirst
        community = accept_invitation(actor=request.actor, key=key)
        return HttpResponseRedirect(f"/c/{community.slug}")
    context = {
        "invitation": it,
        "key": key,
        "charter": charter_of(it.community),
        "belongs": membership_of(request.actor, it.community) is not None,
        "sign_up": sign_up_address(SignUpPermit("community", key, it.email)),
    }
    return page(request, "reading/come_in.html", context)
