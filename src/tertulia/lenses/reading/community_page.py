"""The facts of a community page, in one compiled query: the place, its charter, the viewer."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import (
    COORDINATING,
    MODERATING,
    Community,
    JoinRequest,
    Membership,
)
from tertulia.core.communities.permissions import (
    Standing,
    can_ask_to_join_community,
    can_change_community,
    can_join_community,
    can_read_community,
    held_in_line,
    is_inside,
    suspended_until,
    visible_to,
)
from tertulia.core.threads.models import Thread
from tertulia.core.threads.permissions import can_start_thread
from tertulia.core.threads.queries.facts import by_actor, standing_from, values_for
from tertulia.engage.following.models import CommunityFollowing, Level

_SHOWN = (
    "id", "slug", "name", "member_count", "thread_count", "version", "charter__domain_statement",
    "charter__key_questions", "asked", "level", "placed_count", "parent_id", "has_below",
    "has_pins",
)  # fmt: skip
_STANDING = (
    "visibility", "join_policy", "is_circle", "archived_at", "own_roles", "moderates_above",
    "coordinates_above", "inside", "until",
)  # fmt: skip


@by_actor
def _community(actor: Actor, person: int, slug: int) -> QuerySet:
    own = Membership.objects.filter(community=OuterRef("pk"), person=person).values("roles")
    rows = visible_to(actor).filter(slug=slug)
    asked = JoinRequest.objects.filter(
        community=OuterRef("pk"), person=person, state=JoinRequest.State.WAITING
    )
    level = CommunityFollowing.objects.filter(community=OuterRef("pk"), person=person)
    rows = rows.annotate(
        asked=Exists(asked),
        level=Coalesce(Subquery(level.values("level")[:1]), Value(int(Level.NORMAL))),
        has_below=Exists(Community.objects.filter(parent=OuterRef("pk"))),
        # Also of what is over: the list itself looks at the clock.
        has_pins=Exists(
            Thread.objects.filter(community=OuterRef("pk"), pinned_until__isnull=False)
        ),
        own_roles=Coalesce(Subquery(own[:1]), Value(0)),
        moderates_above=Exists(held_in_line(person, int(MODERATING), OuterRef("pk"), 1)),
        coordinates_above=Exists(held_in_line(person, int(COORDINATING), OuterRef("pk"), 1)),
        inside=is_inside(person),
        until=suspended_until(person, OuterRef("pk")),
    )
    return rows.values_list(*(F(name) for name in (*_SHOWN, *_STANDING)))


@dataclass(frozen=True, slots=True)
class CommunityPage:
    """A community as its page shows it, and what the viewer may do there."""

    id: int
    slug: str
    name: str
    member_count: int
    thread_count: int
    version: int
    domain_statement: str
    key_questions: tuple[str, ...]
    has_asked: bool
    level: int
    placed_count: int
    parent_id: int | None
    has_below: bool
    has_pins: bool
    standing: Standing
    may_read: bool
    may_join: bool
    may_ask: bool
    may_start: bool
    may_change: bool

    @property
    def visibility(self) -> str:
        return self.standing.visibility

    @property
    def is_member(self) -> bool:
        return self.standing.roles > 0


def community_page(actor: Actor, slug: str) -> CommunityPage | None:
    """Return the page's facts if `actor` may know of the community."""
    row = _community(actor, "slug").first(**values_for(actor, slug=slug.lower()))
    if row is None:
        return None
    place = standing_from(row[14:])
    return CommunityPage(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6] or "",
        tuple(row[7] or ()),
        bool(row[8]),
        row[9],
        row[10],
        row[11],
        bool(row[12]),
        bool(row[13]),
        place,
        can_read_community(actor, place),
        can_join_community(actor, place),
        can_ask_to_join_community(actor, place),
        can_start_thread(actor, place),
        can_change_community(actor, place),
    )
