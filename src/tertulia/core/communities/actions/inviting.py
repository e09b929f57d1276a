"""Asking people in: by letter, by a link, many at once; and coming in by what one was given."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions.keeping import hold, let_in, recorded
from tertulia.core.communities.invitation_keys import address_of, opened_by
from tertulia.core.communities.models import (
    Community,
    Invitation,
    InvitationUse,
    Membership,
    Role,
)
from tertulia.core.communities.permissions import can_invite_people, standing_of
from tertulia.core.people.models import Person
from tertulia.kit.limits import spend
from tertulia.kit.mail.letters import post_letter
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import NotHere, Refused, require

MAX_MESSAGE = 2_000
MOST_DAYS, USUAL_DAYS = 365, 14
MOST_USES = 10_000
MOST_AT_ONCE = 500
INVITED_AS = (Role.MEMBER, Role.GUEST)


@dataclass
class Asked:
    """What became of many addresses: who was sent a letter, and who was left out and why."""

    invited: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def invite_by_letter(
    *,
    actor: Actor,
    community: Community,
    email: str,
    message: str = "",
    role: int = Role.MEMBER,
    days: int = USUAL_DAYS,
) -> Invitation:
    """Send one person a letter by which they come in; asking again sends it anew."""
    require(can_invite_people(actor, standing_of(actor, community)))
    spend("ask_in", str(actor.person_id))
    email = _checked_email(email)
    message = checked_text(message.strip(), limit=MAX_MESSAGE, field="message")
    _refuse_as(role)
    hold(community)
    if Membership.objects.filter(community=community, person__email__iexact=email).exists():
        raise Refused(_("Whoever has this address belongs here already."), "email")
    _standing(community).filter(email=email).update(revoked_at=timezone.now())
    invitation = _made(actor, community, message, role, days, email=email, most_uses=1)
    _send(invitation, actor)
    known = Person.objects.filter(email__iexact=email, is_active=True).values_list("pk", flat=True)
    recorded("membership.invited", actor, community, person=known.first())
    return invitation


@transaction.atomic
def invite_by_link(
    *,
    actor: Actor,
    community: Community,
    role: int = Role.MEMBER,
    days: int = USUAL_DAYS,
    most_uses: int | None = None,
    message: str = "",
) -> Invitation:
    """Make a link by which several people come in, until it runs out or is used up."""
    require(can_invite_people(actor, standing_of(actor, community)))
    spend("ask_in", str(actor.person_id))
    if most_uses is not None and not 1 <= most_uses <= MOST_USES:
        raise Refused(_("A link is for between 1 and 10,000 people."), "most_uses")
    message = checked_text(message.strip(), limit=MAX_MESSAGE, field="message")
    _refuse_as(role)
    invitation = _made(actor, community, message, role, days, most_uses=most_uses)
    recorded("membership.link_made", actor, community)
    return invitation


def invite_many(
    *,
    actor: Actor,
    community: Community,
    addresses: Iterable[str],
    message: str = "",
    role: int = Role.MEMBER,
) -> Asked:
    """Send each address a letter; the answer says who was left out, and why."""
    require(can_invite_people(actor, standing_of(actor, community)))
    asked, seen = Asked(), set()
    for given in addresses:
        email = given.strip().lower()
        if not email:
            continue
        if email in seen:
            asked.left_out.append((email[:254], _("It stands in the list more than once.")))
            continue
        seen.add(email)
        if len(seen) > MOST_AT_ONCE:
            asked.left_out.append((email[:254], _("At most 500 are invited at once.")))
            continue
        try:
            invite_by_letter(
                actor=actor, community=community, email=email, message=message, role=role
            )
            asked.invited.append(email)
        except Refused as refusal:
            asked.left_out.append((email[:254], str(refusal)))
    return asked


@transaction.atomic
def resend_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Send the letter again, with as many days as at first."""
    community = invitation.community
    require(can_invite_people(actor, standing_of(actor, community)))
    spend("ask_in", str(actor.person_id))
    invitation = _locked(invitation)
    if not invitation.email or invitation.revoked_at or invitation.use_count:
        raise Refused(_("This invitation is no letter that still waits."))
    lasts = invitation.expires_at - invitation.created_at
    invitation.expires_at = timezone.now() + lasts
    invitation.save(update_fields=["expires_at"])
    _send(invitation, actor)


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Let nobody in by this invitation any more."""
    require(can_invite_people(actor, standing_of(actor, invitation.community)))
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def accept_invitation(*, actor: Actor, key: str, was_counted: bool = False) -> Community:
    """Become a member by an invitation. Who belongs already stays what they are.

    `was_counted`: its use was counted when the account was made.
    """
    require(actor.signed_in)
    spend("join", str(actor.person_id))
    assert actor.person_id is not None
    found = opened_by(key, was_counted=was_counted)
    if found is None:
        raise NotHere(_("This invitation opens nothing any more."))
    invitation = _locked(found)
    community = invitation.community
    if Membership.objects.filter(community=community, person=actor.person_id).exists():
        return community
    if not was_counted:
        _count_use(invitation, key)
    InvitationUse.objects.get_or_create(invitation=invitation, person_id=actor.person_id)
    let_in(community, actor.person_id, invitation.roles, invitation.inviter_id)
    recorded("membership.joined", actor, community, person=actor.person_id)
    return community


@transaction.atomic
def count_sign_up(*, actor: Actor, key: str) -> None:
    """Count one use of an invitation by which an account is being made."""
    found = opened_by(key)
    if found is None:
        raise NotHere(_("This invitation opens nothing any more."))
    _count_use(_locked(found), key)


def _count_use(invitation: Invitation, key: str) -> None:
    if opened_by(key) is None:  # asked again, now that nobody else can use it up
        raise NotHere(_("This invitation opens nothing any more."))
    Invitation.objects.filter(pk=invitation.pk).update(use_count=F("use_count") + 1)


def _made(
    actor: Actor,
    community: Community,
    message: str,
    role: int,
    days: int,
    email: str = "",
    most_uses: int | None = None,
) -> Invitation:
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("An invitation holds for between 1 and 365 days."), "days")
    now = timezone.now()
    return Invitation.objects.create(
        community=community,
        inviter_id=actor.person_id,
        email=email,
        message=message,
        roles=int(role),
        nonce=secrets.token_hex(16),
        created_at=now,
        expires_at=now + timedelta(days=days),
        most_uses=most_uses,
    )


def _send(invitation: Invitation, actor: Actor) -> None:
    community, site = invitation.community, settings.TERTULIA.site_name
    name = actor.name if actor.person_id is not None else site
    lines = [
        _("%(name)s invites you to %(community)s at %(site)s.")
        % {"name": name, "community": community.name, "site": site},
        invitation.message,
        _("Come in here:") + f"\n{settings.BASE_URL}{address_of(invitation)}",
        _("The invitation holds until %(day)s. Whoever has this letter can use it, once.")
        % {"day": invitation.expires_at.date().isoformat()},
    ]
    subject = _("%(name)s invites you to %(community)s") % {
        "name": name,
        "community": community.name,
    }
    post_letter(to=invitation.email, subject=subject, text="\n\n".join(filter(None, lines)))
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


def _standing(community: Community):  # type: ignore[no-untyped-def]
    return Invitation.objects.filter(community=community, revoked_at=None, use_count=0)


def _locked(invitation: Invitation) -> Invitation:
    # The community first, as everywhere; then nobody else counts a use of this one.
    hold(invitation.community)
    return Invitation.objects.select_related("community").get(pk=invitation.pk)


def _checked_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("This is no e-mail address."), "email") from None
    return email


def _refuse_as(role: int) -> None:
    if role not in INVITED_AS:
        raise Refused(_("One is invited as a member or as a guest."), "role")
