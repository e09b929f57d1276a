"""Where a community stands: what is above it, and what below it the viewer may know of."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Ancestry, Community
from tertulia.core.communities.permissions import visible_to
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.lenses.reading.community_page import CommunityPage

Named = tuple[str, str, int]
"""Slug, name, members."""
MOST_BELOW = 60


@by_actor
def _family(actor: Actor, person: int, community: int) -> QuerySet:
    line = Ancestry.objects.filter(descendant=community, depth__gt=0)
    below = visible_to(actor).filter(parent=community, archived_at=None).order_by("name", "id")
    rows = Community.objects.filter(
        Q(pk__in=line.values("ancestor")) | Q(pk__in=below.values("pk")[:MOST_BELOW])
    )
    depth = line.filter(ancestor=OuterRef("pk")).values("depth")[:1]
    return rows.values_list("slug", "name", "member_count", Subquery(depth))


def family_of(actor: Actor, it: CommunityPage) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Return what stands above a community, the highest first, and what below it.

    Whoever sees a community may know name and address of what is above it, and no more: a child
    is never more visible than its parent, and its members are told where they are.
    """
    if it.parent_id is None and not it.has_below:
        return (), ()
    rows = list(_family(actor, "community").rows(**values_for(actor, community=it.id)))
    above = sorted((row for row in rows if row[3] is not None), key=lambda row: -row[3])
    below = sorted((row for row in rows if row[3] is None), key=lambda row: row[1].casefold())
    return tuple(row[:3] for row in above), tuple(row[:3] for row in below)
