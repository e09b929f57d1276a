"""The last of the first steps: asking people in, by letter and by a link to hand on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions import invite_by_link, invite_many
from tertulia.core.communities.actions.inviting import MOST_AT_ONCE, Asked
from tertulia.core.communities.invitation_keys import address_of
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import can_invite_people, standing_of
from tertulia.core.communities.queries import community_by_slug
from tertulia.core.people.actions import invite_person
from tertulia.kit.mail.transports import can_send
from tertulia.kit.web.refusals import NotHere, Refused
from tertulia.lenses.reading.frames import page

DAYS, USES = 14, 25
ASKED = ("addresses", "message")


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Step four: ask people to the first community, or to the place where there is none yet."""
    if not request.actor.is_operator:
        raise NotHere
    where = _community(request.actor, request.GET.get("community", ""))
    given = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in ASKED}
    context: dict[str, Any] = {"given": given, "problems": {}, "asked": None, "link": ""}
    if request.method == "POST":
        try:
            if request.POST.get("act") == "link":
                context["link"] = _link(request.actor, where)
            else:
                asked = _asked(request.actor, where, given)
                given["addresses"] = "\n".join(email for email, _why in asked.left_out)
                context["asked"] = asked
        except Refused as refusal:
            context["problems"] = {refusal.field or "addresses": str(refusal.sentence)}
    context |= {"community": where, "step": 4, "can_send": can_send(), "days": DAYS, "uses": USES}
    status = 422 if context["problems"] else 200
    return page(request, "operating/begin_invite.html", context, status=status)


def _community(actor: Actor, slug: str) -> Community | None:
    """Return the community to invite to; none where it is not there or somebody else invites."""
    found = community_by_slug(actor, slug) if slug else None
    if found is None or not can_invite_people(actor, standing_of(actor, found)):
        return None
    return found


def _asked(actor: Actor, where: Community | None, given: dict[str, str]) -> Asked:
    """Send the letters; the answer says who was left out, and why."""
    addresses = given["addresses"].replace(",", " ").replace(";", " ").split()
    if not addresses:
        raise Refused(_("Please give at least one address."), "addresses")
    if where is None:
        return _to_the_place(actor, addresses)
    return invite_many(actor=actor, community=where, addresses=addresses, message=given["message"])


def _link(actor: Actor, where: Community | None) -> str:
    if where is None:
        return invite_person(actor=actor, days=DAYS, uses=USES)
    made = invite_by_link(actor=actor, community=where, days=DAYS, most_uses=USES)
    return settings.BASE_URL + address_of(made)


def _to_the_place(actor: Actor, addresses: list[str]) -> Asked:
    asked = Asked()
    for email in dict.fromkeys(each.lower() for each in addresses[:MOST_AT_ONCE]):
        try:
            invite_person(actor=actor, email=email)
            asked.invited.append(email)
        except Refused as refusal:
            asked.left_out.append((email[:254], str(refusal)))
    return asked
