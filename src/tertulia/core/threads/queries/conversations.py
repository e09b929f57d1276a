"""What one says in circles, for their members alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community, Membership
from tertulia.core.threads.models import Thread
from tertulia.core.threads.permissions import visible_to

PAGE = 30


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A thread of a circle; `people` are the others who belong to it."""

    id: int
    slug: str
    title: str
    circle: str
    post_count: int
    last_at: datetime
    people: tuple[tuple[str, str], ...]


def conversations_of(
    actor: Actor, *, before: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[ConversationRow]:
    """Return the threads of the circles that `actor` belongs to, the liveliest first."""
    rows = _of(actor)
    if before is not None:
        moment, number = before
        rows = rows.filter(
            Q(last_post_at__lt=moment) | Q(last_post_at=moment, id__lt=number),
            last_post_at__lte=moment,
        )
    columns = ("id", "slug", "title", "community__slug", "post_count", "last_post_at")
    ordered = rows.order_by("-last_post_at", "-id").values_list(*columns, "community_id")
    found = list(ordered[:limit])
    others = _people(actor, {row[-1] for row in found})
    return [ConversationRow(*row[:-1], people=others.get(row[-1], ())) for row in found]


def _of(actor: Actor) -> QuerySet[Thread]:
    mine = Membership.objects.filter(person=actor.person_id or -1).values("community")
    circles = Community.objects.filter(is_circle=True, pk__in=mine)
    return visible_to(actor).filter(community__in=circles)


def _people(actor: Actor, circles: set[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    rows = Membership.objects.filter(community__in=circles).exclude(person=actor.person_id)
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for circle, name, handle in rows.order_by("person__name").values_list(
        "community_id", "person__name", "person__handle"
    ):
        found[circle] = (*found.get(circle, ()), (name, handle))
    return found
