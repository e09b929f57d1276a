"""Reads about invitations: for those who invite, and for whoever holds one."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tertulia.core.communities.invitation_keys import address_of
from tertulia.core.communities.models import Community, Invitation


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as those see it who invite. `state`: waiting, used, past or revoked."""

    id: int
    email: str
    role: int
    inviter: str | None
    created_at: datetime
    expires_at: datetime
    most_uses: int | None
    use_count: int
    state: str
    path: str


def invitations_of(
    community: Community, *, before: int | None = None, limit: int = 50
) -> list[InvitationRow]:
    """Return the invitations to a community, newest first. Whoever calls may invite there."""
    rows = Invitation.objects.filter(community=community).select_related("inviter", "community")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_row(it) for it in rows.order_by("-id")[:limit]]


def invitation_to(community: Community, invitation_id: int) -> Invitation | None:
    """Return one invitation to a community. Whoever calls may invite there."""
    rows = Invitation.objects.filter(community=community, pk=invitation_id)
    return rows.select_related("community").first()


def row_of(invitation: Invitation) -> InvitationRow:
    """Return an invitation as those see it who invite."""
    return _row(invitation)


def _row(it: Invitation) -> InvitationRow:
    state = _state(it)
    return InvitationRow(
        it.pk,
        it.email,
        it.roles,
        it.inviter.name if it.inviter else None,
        it.created_at,
        it.expires_at,
        it.most_uses,
        it.use_count,
        state,
        address_of(it) if state == "waiting" else "",
    )


def _state(it: Invitation) -> str:
    if it.revoked_at is not None:
        return "revoked"
    if it.most_uses is not None and it.use_count >= it.most_uses:
        return "used"
    return "past" if it.expires_at <= timezone.now() else "waiting"
