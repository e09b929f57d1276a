"""Communities, who belongs to them, and in which roles."""

from tertulia.core.communities.models.invitations import Invitation, InvitationUse
from tertulia.core.communities.models.people import (
    COORDINATING,
    MODERATING,
    JoinRequest,
    Membership,
    Role,
    Term,
)
from tertulia.core.communities.models.places import (
    Ancestry,
    Charter,
    Community,
    FormerSlug,
    JoinPolicy,
    Visibility,
)
from tertulia.core.communities.models.suspensions import Suspension

__all__ = [
    "COORDINATING",
    "MODERATING",
    "Ancestry",
    "Charter",
    "Community",
    "FormerSlug",
    "Invitation",
    "InvitationUse",
    "JoinPolicy",
    "JoinRequest",
    "Membership",
    "Role",
    "Suspension",
    "Term",
    "Visibility",
]
