"""Invitations to this place, as permits to sign up."""

from django.db.models import F
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.people.actions.joining import INVITATION, claim_invitation
from tertulia.core.people.models import SiteInvitation
from tertulia.core.people.permits import PermitKind, SignUpPermit, name_permit
from tertulia.core.people.queries import hash_of


def permit_for(key: str) -> SignUpPermit | None:
    """Return the permit that the key of a link stands for; None where it lets nobody in."""
    found = SiteInvitation.objects.filter(key_hash=hash_of(key)).values_list("pk", "email").first()
    if found is None or not _still_good(str(found[0])):
        return None
    return SignUpPermit(INVITATION, str(found[0]), found[1])


def name_invitations() -> None:
    """Let invitations open the sign-up."""
    name_permit(INVITATION, PermitKind(_still_good, claim_invitation, _arrived))


def _still_good(key: str) -> bool:
    good = SiteInvitation.objects.filter(
        pk=key, revoked_at=None, expires_at__gt=timezone.now(), uses__lt=F("most_uses")
    )
    return key.isascii() and key.isdigit() and good.exists()


def _arrived(actor: Actor, key: str) -> None:
    """Nothing follows: the activity says who came by which invitation."""
