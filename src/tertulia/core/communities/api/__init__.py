"""Communities for programs: find, found, read, change, belong."""

from tertulia.core.communities.api.communities import router
from tertulia.core.communities.api.members import router as members

router.add_router("", members)

__all__ = ["router"]
