"""The directory: who is here, as far as each lets themself be found."""

from django.db.models import QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community, Membership
from tertulia.core.communities.permissions import readable_to
from tertulia.core.profiles.queries import PAGE, Shown, Wish, people_listed
from tertulia.kit.web.refusals import NotHere


def find_people(
    actor: Actor, wish: Wish, *, community: str = "", after: str = "", limit: int = PAGE
) -> list[Shown]:
    """Return up to `limit` people who fit, in the order of their handles, from behind `after`.

    Raises NotHere where `community` is none in which `actor` may read: who belongs to a secret one
    is told no more than that it exists.
    """
    members = _members(actor, community) if community else None
    return people_listed(actor, wish, members=members, after=after, limit=limit)


def _members(actor: Actor, slug: str) -> QuerySet:
    place = readable_to(actor).filter(slug=slug.lower(), is_circle=False).first()
    if place is None:
        raise NotHere
    return Membership.objects.filter(community=place).values("person")


def places_offered(actor: Actor, chosen: str) -> list[tuple[str, str]]:
    """Return (slug, name) of one's own communities and of the one that is chosen, by name."""
    mine = Community.objects.filter(memberships__person=actor.person_id or -1, is_circle=False)
    rows = readable_to(actor).filter(pk__in=mine.values("pk"))
    if chosen:
        rows |= readable_to(actor).filter(slug=chosen.lower(), is_circle=False)
    return list(rows.order_by("name").values_list("slug", "name"))
