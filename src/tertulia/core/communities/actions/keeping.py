"""What every write about a community does: hold it, count in it, say that it happened."""

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.communities.models import (
    COORDINATING,
    Community,
    JoinRequest,
    Membership,
    Role,
    Term,
    Visibility,
)
from tertulia.core.communities.permissions import Standing, can_list_community
from tertulia.kit.web.refusals import NotHere, Refused

NARROWNESS = {name: rank for rank, name in enumerate(Visibility.values)}


def recorded(
    verb: str,
    actor: Actor,
    community: Community,
    person: int | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Record `verb` and give the community the version that it has from now on."""
    hold(community)  # before `record`: what it holds is taken last by all
    activity = record(verb, actor=actor, community=community.id, person=person, data=data)
    Community.objects.filter(pk=community.pk).update(version=activity)
    community.version = activity


def hold(community: Community) -> None:
    """Let nobody else change the community until the transaction ends."""
    # The key stays free: rows that refer to a community are checked when they are committed.
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)


def let_in(
    community: Community, person: int, roles: int = Role.MEMBER, giver: int | None = None
) -> bool:
    """Make `person` a member in `roles`; say whether they were none before."""
    _row, new = Membership.objects.get_or_create(
        community=community, person_id=person, defaults={"roles": int(roles)}
    )
    if new:
        _count(community, 1)
        JoinRequest.objects.filter(
            community=community, person_id=person, state=JoinRequest.State.WAITING
        ).update(state=JoinRequest.State.ACCEPTED, decided_at=timezone.now())
        keep_terms(community, person, 0, int(roles), giver)
    return new


def let_go(community: Community, person: int, ender: int | None) -> bool:
    """End the membership of `person`; say whether there was one."""
    gone, _rows = Membership.objects.filter(community=community, person_id=person).delete()
    if gone:
        _count(community, -1)
        running_terms(community, person).update(ended_at=timezone.now(), ender=ender)
    return bool(gone)


def running_terms(community: Community, person: int) -> Any:
    """Return the terms that `person` serves at this moment."""
    return Term.objects.filter(community=community, person=person, ended_at=None)


def keep_terms(
    community: Community, person: int, before: int, after: int, giver: int | None
) -> None:
    """Begin a term for each role that `after` has beyond `before`; end those that it lacks."""
    begun = [role for role in Role if role != Role.MEMBER and role & after and not role & before]
    Term.objects.bulk_create(
        [Term(community=community, person_id=person, role=role, giver_id=giver) for role in begun],
        ignore_conflicts=True,
    )
    ended = [role for role in Role if role & before and not role & after]
    running_terms(community, person).filter(role__in=ended).update(
        ended_at=timezone.now(), ender=giver
    )


def change_roles(actor: Actor, community: Community, person: int, roles: int) -> None:
    """Set the roles of a member, with their terms; the last coordinator stays one."""
    if not roles & COORDINATING:
        refuse_to_lose_last_coordinator(community, person)
    hold(community)
    held = Membership.objects.filter(community=community, person=person)
    before = held.values_list("roles", flat=True).first()
    if before is None:
        raise NotHere(_("This person is not a member here."))
    held.update(roles=int(roles))
    keep_terms(community, person, before, int(roles), actor.person_id)
    recorded("membership.role_changed", actor, community, person=person)


def _count(community: Community, step: int) -> None:
    Community.objects.filter(pk=community.pk).update(member_count=F("member_count") + step)


def checked_choice(value: str, choices: Any, field: str) -> str:
    """Return `value` if it is one of `choices`; raise Refused with their names otherwise."""
    if value not in choices.values:
        known = ", ".join(choices.values)
        raise Refused(
            _("%(value)s is none of: %(known)s.") % {"value": value, "known": known}, field
        )
    return value


def refuse_unlisted(actor: Actor, place: Standing) -> None:
    """Behave as if there were no community where `actor` may not know of it."""
    if not can_list_community(actor, place):
        raise NotHere


def refuse_wider_than_parent(community: Community) -> None:
    """Refuse a community that would be more visible than the one above it."""
    parent = community.parent
    if parent and NARROWNESS[community.visibility] < NARROWNESS[parent.visibility]:
        raise Refused(_("A community is never more visible than the one above it."), "visibility")


def refuse_narrower_than_children(community: Community) -> None:
    """Refuse a community that would be less visible than one below it."""
    for child in Community.objects.filter(parent=community).values_list("visibility", flat=True):
        if NARROWNESS[child] < NARROWNESS[community.visibility]:
            raise Refused(_("A community below this one would be more visible."), "visibility")


def refuse_unknown_roles(roles: int) -> None:
    """Refuse bits that are no roles."""
    if roles <= 0 or roles & ~sum(Role.values):
        raise Refused(_("There is no such role."), "roles")


def refuse_to_lose_last_coordinator(community: Community, person: int) -> None:
    """Refuse to leave a community without anybody who coordinates it."""
    # Two who go at the same moment go one after the other, so that the second is asked to stay.
    hold(community)
    in_charge = Membership.objects.filter(community=community).alias(
        held=F("roles").bitand(int(COORDINATING))
    )
    others = in_charge.filter(held__gt=0).exclude(person=person)
    mine = in_charge.filter(held__gt=0, person=person)
    if mine.exists() and not others.exists():
        raise Refused(_("A community keeps at least one coordinator. Name another one first."))
