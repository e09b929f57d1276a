"""Where an operator invites people to this place."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tertulia.core.people.actions import invite_person, revoke_invitation
from tertulia.core.people.permissions import can_invite_person
from tertulia.core.people.signed_in import open_invitations
from tertulia.kit.mail.transports import can_send
from tertulia.kit.web.refusals import NotHere, Refused
from tertulia.lenses.reading.frames import page

INVITATIONS = "/operator/invitations"
_FIELDS = {"email": "", "note": "", "days": "14", "uses": "1"}


@never_cache
@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Show the invitations that still let somebody in, and write another one."""
    if not can_invite_person(request.actor):
        raise NotHere
    context: dict[str, Any] = {"given": _FIELDS, "problems": {}, "link": "", "sent_to": ""}
    status = 200
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in _FIELDS}
        try:
            context |= {"link": _invite(request, given), "sent_to": given["email"]}
        except Refused as refusal:
            status = refusal.status
            context |= {"given": given, "problems": {refusal.field or "email": str(refusal)}}
    context |= {"invitations": open_invitations(), "can_send": can_send()}
    return page(request, "reading/invitations.html", context, status=status)


def _invite(request: HttpRequest, given: dict[str, str]) -> str:
    return invite_person(
        actor=request.actor,
        email=given["email"],
        note=given["note"],
        days=_number(given["days"]),
        uses=_number(given["uses"]),
    )


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0


@require_POST
def take_back(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Let an invitation let nobody in any more."""
    if not can_invite_person(request.actor):
        raise NotHere
    revoke_invitation(actor=request.actor, invitation_id=invitation_id)
    return HttpResponseRedirect(INVITATIONS)
