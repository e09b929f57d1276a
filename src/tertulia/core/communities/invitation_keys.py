"""What opens an invitation. It is computed each time, so that the database alone opens nothing."""

from django.core.signing import Signer
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Invitation
from tertulia.core.communities.permissions import can_invite_people, standing_of

_SALT = "tertulia.communities.invitation"


def key_of(invitation: Invitation) -> str:
    """Return the word that opens `invitation`."""
    sealed = Signer(salt=_SALT).signature(f"{invitation.pk}:{invitation.nonce}")
    return f"{invitation.pk}-{sealed}"


def address_of(invitation: Invitation) -> str:
    """Return where whoever holds `invitation` comes in."""
    return f"/invitations/{key_of(invitation)}"


def opened_by(key: str, *, was_counted: bool = False) -> Invitation | None:
    """Return the invitation that `key` opens at this moment.

    None when it is unknown, used up, run out or taken back, when its community is archived, and
    when whoever made it could not invite any more: a link shows what its maker may show.
    `was_counted`: this use was counted before, so that it may be the last.
    """
    number, _dash, _sealed = key.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    rows = Invitation.objects.select_related("community", "inviter")
    it = rows.filter(pk=int(number), revoked_at=None, expires_at__gt=timezone.now()).first()
    if it is None or not constant_time_compare(key_of(it), key):
        return None
    left = it.most_uses is None or it.use_count < it.most_uses
    if not left and not was_counted:
        return None
    return it if _still_allowed(it) else None


def _still_allowed(it: Invitation) -> bool:
    if it.community.archived_at is not None:
        return False
    if it.inviter is None:  # made at the command line
        return True
    inviter = Actor(it.inviter.pk, is_operator=it.inviter.is_operator)
    may = can_invite_people(inviter, standing_of(inviter, it.community))
    return it.inviter.is_active and may
