"""What is here already of another place."""

from collections.abc import Iterable

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Membership
from tertulia.core.people.models import ForeignIdentity


def known_people(source: str, keys: Iterable[str]) -> dict[str, int]:
    """Return the people behind foreign keys of `source`, as far as they are here."""
    rows = ForeignIdentity.objects.filter(source=source, key__in=set(keys))
    return dict(rows.values_list("key", "person_id"))


def settled_members(community_id: int, people: Iterable[int]) -> set[int]:
    """Return, of `people`, those who belong to the community, or did and left or were removed."""
    wanted = set(people)
    here = Membership.objects.filter(community=community_id, person__in=wanted)
    gone = Activity.objects.filter(
        community=community_id,
        person__in=wanted,
        verb__in=("membership.left", "membership.removed"),
    )
    return {*here.values_list("person", flat=True), *gone.values_list("person", flat=True)}


def count_known_people(source: str) -> int:
    """Return how many people of `source` are here."""
    return ForeignIdentity.objects.filter(source=source).count()
