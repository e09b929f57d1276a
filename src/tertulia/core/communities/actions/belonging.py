"""Who belongs: joining, asking, leaving, and what coordinators decide of it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions.keeping import (
    change_roles,
    hold,
    let_go,
    let_in,
    recorded,
    refuse_to_lose_last_coordinator,
    refuse_unknown_roles,
    refuse_unlisted,
)
from tertulia.core.communities.models import (
    Community,
    JoinRequest,
    Membership,
    Role,
)
from tertulia.core.communities.permissions import (
    can_ask_to_join_community,
    can_join_community,
    can_leave_community,
    can_manage_members,
    standing_of,
)
from tertulia.core.people.models import Person
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import NotHere, Refused, require


@transaction.atomic
def join_community(*, actor: Actor, community: Community) -> None:
    """Become a member, where joining is open. Who belongs already stays what they are."""
    place = standing_of(actor, community)
    refuse_unlisted(actor, place)
    if place.roles:
        return
    require(can_join_community(actor, place), _("One cannot simply join here."))
    assert actor.person_id is not None
    if let_in(community, actor.person_id):
        recorded("membership.joined", actor, community, person=actor.person_id)


@transaction.atomic
def ask_to_join(*, actor: Actor, community: Community, message: str = "") -> JoinRequest:
    """Ask to become a member; asking again while one waits changes its message."""
    place = standing_of(actor, community)
    refuse_unlisted(actor, place)
    require(can_ask_to_join_community(actor, place), _("One cannot ask to join here."))
    message = checked_text(message, limit=2_000, field="message")
    request, _new = JoinRequest.objects.update_or_create(
        community=community,
        person_id=actor.person_id,
        state=JoinRequest.State.WAITING,
        defaults={"message": message},
    )
    recorded("membership.asked", actor, community, person=actor.person_id)
    return request


@transaction.atomic
def withdraw_request(*, actor: Actor, community: Community) -> None:
    """No longer ask to become a member; without a request that waits, nothing changes."""
    refuse_unlisted(actor, standing_of(actor, community))
    waiting = JoinRequest.objects.filter(
        community=community, person=actor.person_id, state=JoinRequest.State.WAITING
    )
    if waiting.update(state=JoinRequest.State.WITHDRAWN, decided_at=timezone.now()):
        recorded("membership.withdrawn", actor, community, person=actor.person_id)


@transaction.atomic
def decide_request(*, actor: Actor, request: JoinRequest, accept: bool) -> None:
    """Accept or decline somebody who asked to join."""
    community = request.community
    require(can_manage_members(actor, standing_of(actor, community)))
    hold(community)  # two who decide at once decide one after the other
    request.refresh_from_db(fields=["state"])
    if request.state != JoinRequest.State.WAITING:
        raise Refused(_("This request has been decided already."))
    request.state = JoinRequest.State.ACCEPTED if accept else JoinRequest.State.DECLINED
    request.decided_at = timezone.now()
    request.decided_by_id = actor.person_id
    request.save()
    if accept:
        let_in(community, request.person_id)
    verb = "membership.joined" if accept else "membership.declined"
    recorded(verb, actor, community, person=request.person_id)


@transaction.atomic
def leave_community(*, actor: Actor, community: Community) -> None:
    """Stop being a member; what one wrote stays."""
    place = standing_of(actor, community)
    refuse_unlisted(actor, place)
    if not place.roles:
        return
    require(can_leave_community(actor, place))
    assert actor.person_id is not None
    refuse_to_lose_last_coordinator(community, actor.person_id)
    let_go(community, actor.person_id, actor.person_id)
    recorded("membership.left", actor, community, person=actor.person_id)


@transaction.atomic
def add_member(
    *, actor: Actor, community: Community, person: int, roles: int = Role.MEMBER
) -> None:
    """Make `person` a member in `roles`, or give a member further roles."""
    require(can_manage_members(actor, standing_of(actor, community)))
    refuse_unknown_roles(roles)
    if not Person.objects.filter(pk=person).exists():
        raise NotHere(_("There is no such person here."))
    if let_in(community, person, roles | Role.MEMBER, actor.person_id):
        recorded("membership.joined", actor, community, person=person)
        return
    held = Membership.objects.get(community=community, person=person).roles
    roles |= held | Role.MEMBER
    give_roles(actor=actor, community=community, person=person, roles=roles)


@transaction.atomic
def give_roles(*, actor: Actor, community: Community, person: int, roles: int) -> None:
    """Set the roles of a member; the last coordinator stays one."""
    require(can_manage_members(actor, standing_of(actor, community)))
    refuse_unknown_roles(roles)
    change_roles(actor, community, person, roles)


@transaction.atomic
def remove_member(*, actor: Actor, community: Community, person: int) -> None:
    """End somebody's membership. Their open pages receive nothing more of what members read."""
    require(can_manage_members(actor, standing_of(actor, community)))
    refuse_to_lose_last_coordinator(community, person)
    if let_go(community, person, actor.person_id):
        recorded("membership.removed", actor, community, person=person)
