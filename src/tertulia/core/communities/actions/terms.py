"""Who holds which role until when, and what they hand over."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions.keeping import (
    change_roles,
    hold,
    recorded,
    running_terms,
)
from tertulia.core.communities.models import Community, Membership, Role, Term
from tertulia.core.communities.permissions import can_manage_members, standing_of
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import NotHere, Refused, require

MAX_NOTE = 5_000


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    community: Community,
    person: int,
    role: int,
    until: date | None = None,
    note: str = "",
) -> Term:
    """Give a member a role for a term; who holds it already has the term and note changed."""
    require(can_manage_members(actor, standing_of(actor, community)))
    if role not in Role.values or role == Role.MEMBER:
        raise Refused(_("There is no such role."), "role")
    hold(community)
    held = _roles_of(community, person)
    if not held & role:
        change_roles(actor, community, person, held | role)
    term = running_terms(community, person).filter(role=role).first()
    if term is None:  # held since before terms were kept
        term = Term(community=community, person_id=person, role=role)
    term.until = until
    term.note = checked_text(note, limit=MAX_NOTE, field="note")
    term.save()
    recorded("membership.term_changed", actor, community, person=person, data={"role": role})
    return term


@transaction.atomic
def write_handover(*, actor: Actor, community: Community, role: int, note: str) -> None:
    """Write what whoever takes over one's own role should know."""
    term = running_terms(community, actor.person_id or -1).filter(role=role).first()
    if term is None:
        raise NotHere(_("You do not hold this role."))
    term.note = checked_text(note, limit=MAX_NOTE, field="note")
    term.save(update_fields=["note"])
    recorded("membership.term_changed", actor, community, person=actor.person_id)


@transaction.atomic
def end_term(*, actor: Actor, community: Community, person: int, role: int) -> None:
    """Take a role from a member, or lay down one's own; the last coordinator stays one."""
    place = standing_of(actor, community)
    require(can_manage_members(actor, place) or (actor.person_id == person and place.roles > 0))
    hold(community)
    held = _roles_of(community, person)
    if role not in Role.values or role == Role.MEMBER or not held & role:
        return
    left = held & ~role | Role.MEMBER
    change_roles(actor, community, person, left)


def _roles_of(community: Community, person: int) -> int:
    held = Membership.objects.filter(community=community, person=person)
    roles = held.values_list("roles", flat=True).first()
    if roles is None:
        raise NotHere(_("This person is not a member here."))
    return int(roles)
