"""Writes about coming in: signing up, arriving, and inviting others."""

import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.people.actions.people import save_new
from tertulia.core.people.handles import free_handle
from tertulia.core.people.models import Joining, Person, SiteInvitation
from tertulia.core.people.names import checked_name, handle_from
from tertulia.core.people.permissions import can_invite_person, can_join_site
from tertulia.core.people.permits import SignUpPermit, is_good, permit_kind
from tertulia.core.people.queries import hash_of
from tertulia.kit.limits import spend
from tertulia.kit.mail.letters import post_letter
from tertulia.kit.text.fields import checked_line
from tertulia.kit.web.refusals import Refused, require

INVITATION = "invitation"
INVITATION_LASTS = timedelta(days=14)
MOST_DAYS, MOST_USES = 365, 10_000
# Whoever has not opened the letter by then can sign up again; the name and address are free.
UNVERIFIED_FOR = timedelta(days=7)


@transaction.atomic
def join_site(
    *, actor: Actor, email: str, name: str, password: str, permit: SignUpPermit | None = None
) -> Person:
    """Make an account for whoever asks, where sign-up is open or a permit lets them in."""
    require(can_join_site(actor))
    if permit is None or not is_good(permit):
        permit = None
        require(settings.TERTULIA.sign_up == "open", _("Accounts are by invitation."))
    require(settings.TERTULIA.sign_up != "closed", _("No new accounts are made here."))
    if permit is not None:
        kind = permit_kind(permit.kind)
        assert kind is not None
        kind.claim(permit.key)
    person = _saved(email.strip().lower(), checked_name(name), make_password(password))
    why = {"permit": permit.kind, "permit_key": permit.key} if permit else {}
    Joining.objects.create(person=person, **why)
    record("person.signed_up", actor=Actor(person_id=person.id), person=person.id)
    return person


def _saved(email: str, name: str, password: str) -> Person:
    for attempt in range(3):  # somebody of the same name may be quicker by a moment
        handle = free_handle(handle_from(name))
        person = Person(email=email, name=name, handle=handle, password=password)
        try:
            save_new(person)
            return person
        except Refused:
            if attempt == 2 or Person.objects.filter(email=email).exists():
                raise
    raise AssertionError


@transaction.atomic
def arrive_at_site(*, actor: Actor, person: Person) -> bool:
    """Let whoever signed up be in, once: the address is shown to be theirs, or cannot be."""
    require(actor.person_id == person.id)
    joining = Joining.objects.filter(person=person).first()
    if joining is None or not Joining.objects.filter(pk=joining.pk).delete()[0]:
        return False
    kind = permit_kind(joining.permit)
    if kind is not None:
        kind.arrived(actor, joining.permit_key)
    why = {"permit": joining.permit, "key": joining.permit_key} if joining.permit else {}
    record("person.joined_site", actor=actor, person=person.id, data=why)
    return True


@transaction.atomic
def forget_unverified(*, actor: Actor) -> int:
    """Take out accounts whose letter nobody has opened in a week; how many that were."""
    require(actor.is_system)
    old = Joining.objects.filter(began_at__lt=timezone.now() - UNVERIFIED_FOR)
    verified = EmailAddress.objects.filter(verified=True).values("user_id")
    gone = Person.objects.filter(joining__in=old, last_login=None).exclude(pk__in=verified)
    ids = list(gone.values_list("pk", flat=True))
    Person.objects.filter(pk__in=ids).delete()
    return len(ids)


@transaction.atomic
def invite_person(
    *, actor: Actor, email: str = "", note: str = "", days: int = 14, uses: int = 1
) -> str:
    """Let somebody in: by letter to `email`, else by a link for `uses` people; returns the link.

    The link cannot be read again later.
    """
    require(can_invite_person(actor))
    require(settings.TERTULIA.sign_up != "closed", _("No new accounts are made here."))
    spend("invite", str(actor.person_id or actor.door))
    email = _checked_email(email)
    key = secrets.token_urlsafe(24)
    invitation = SiteInvitation.objects.create(
        key_hash=hash_of(key),
        email=email,
        note=checked_line(note, limit=200, field="note") if note.strip() else "",
        invited_by_id=actor.person_id,
        expires_at=timezone.now() + timedelta(days=_within(days, MOST_DAYS, "days")),
        most_uses=1 if email else _within(uses, MOST_USES, "uses"),
    )
    link = f"{settings.BASE_URL}/account/invitation/{key}"
    if email:
        _post_invitation(actor, email, link, invitation)
    record("person.invited", actor=actor, data={"invitation": invitation.pk})
    return link


def _checked_email(email: str) -> str:
    email = email.strip().lower()
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "email") from error
    if Person.objects.filter(email__iexact=email).exists():
        raise Refused(_("Somebody with this e-mail address is here already."), "email")
    return email


def _within(number: int, most: int, field: str) -> int:
    if not 1 <= number <= most:
        raise Refused(_("Choose a number between 1 and %(most)s.") % {"most": most}, field)
    return number


def _post_invitation(actor: Actor, email: str, link: str, invitation: SiteInvitation) -> None:
    site = settings.TERTULIA.site_name
    who = actor.name if actor.signed_in else site
    said = f"\n\n{invitation.note}" if invitation.note else ""
    text = _(
        "%(who)s invites you to %(site)s.%(said)s\n\nMake your account here:\n\n%(link)s\n\n"
        "The link is for you alone and good until %(until)s. If you do not know what this is "
        "about, there is nothing you need to do."
    )
    until = invitation.expires_at.strftime("%Y-%m-%d")
    words = {"who": who, "site": site, "said": said, "link": link, "until": until}
    subject = _("%(who)s invites you to %(site)s") % words
    post_letter(to=email, subject=f"[{site}] {subject}", text=text % words)


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation_id: int) -> None:
    """Let an invitation let nobody in any more."""
    require(can_invite_person(actor))
    open_ = SiteInvitation.objects.filter(pk=invitation_id, revoked_at=None)
    if open_.update(revoked_at=timezone.now()):
        record("person.invitation_revoked", actor=actor, data={"invitation": invitation_id})


def claim_invitation(key: str) -> None:
    """Count one use of an invitation; refuse where none is left. Part of `join_site` alone."""
    good = SiteInvitation.objects.filter(pk=key, revoked_at=None, expires_at__gt=timezone.now())
    if not good.filter(uses__lt=F("most_uses")).update(uses=F("uses") + 1):
        raise Refused(_("This invitation lets nobody in any more. Please ask for another."))
