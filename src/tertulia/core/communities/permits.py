"""An invitation to a community lets its holder make an account where accounts are by invitation."""

from tertulia.core.activity.actors import Actor, system
from tertulia.core.communities.actions import accept_invitation, count_sign_up
from tertulia.core.communities.invitation_keys import opened_by
from tertulia.core.people.permits import PermitKind, name_permit
from tertulia.kit.web.refusals import NotHere


def _is_good(key: str) -> bool:
    return opened_by(key) is not None


def _claim(key: str) -> None:
    count_sign_up(actor=system("page"), key=key)


def _arrived(actor: Actor, key: str) -> None:
    try:
        accept_invitation(actor=actor, key=key, was_counted=True)
    except NotHere:
        return  # taken back meanwhile: they have an account, and ask to join like everybody


def answer_permits() -> None:
    """Let invitations to communities open the sign-up."""
    name_permit("community", PermitKind(_is_good, _claim, _arrived))
