"""Reads about communities; each starts from `visible_to`."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import (
    COORDINATING,
    Charter,
    Community,
    FormerSlug,
    JoinRequest,
    Membership,
    Role,
)
from tertulia.core.communities.permissions import (
    can_read_community,
    held_in_line,
    moderated_by,
    standing_of,
    visible_to,
)


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """A community as a list shows it."""

    id: int
    slug: str
    name: str
    visibility: str
    join_policy: str
    member_count: int
    thread_count: int
    last_post_at: datetime | None
    archived_at: datetime | None = None
    domain_statement: str = ""

    @property
    def is_archived(self) -> bool:
        """Whether nobody writes there any more."""
        return self.archived_at is not None


_ROW = (*CommunityRow.__slots__[:-1], "charter__domain_statement")


def communities_listed(actor: Actor) -> list[CommunityRow]:
    """Return the communities `actor` may know of, the liveliest first; no circles."""
    rows = visible_to(actor).filter(is_circle=False, archived_at=None)
    return [
        CommunityRow(*row[:-1], domain_statement=row[-1] or "")
        for row in rows.order_by(F("last_post_at").desc(nulls_last=True), "name").values_list(*_ROW)
    ]


def communities_known(
    actor: Actor, *, after: int = 0, limit: int = 50, mine: bool = False
) -> list[Community]:
    """Return the communities `actor` may know of, or belongs to, in the order of their id.

    No circles, none that are archived; parent and charter come with them.
    """
    rows = visible_to(actor).filter(is_circle=False, archived_at=None, id__gt=after)
    if mine:
        rows = rows.filter(memberships__person=actor.person_id or -1)
    return list(rows.select_related("parent", "charter").order_by("id")[:limit])


def communities_of(actor: Actor) -> list[CommunityRow]:
    """Return the communities `actor` belongs to, by name."""
    if not actor.signed_in:
        return []
    rows = Community.objects.filter(memberships__person=actor.person_id, is_circle=False)
    return [
        CommunityRow(*row[:-1], domain_statement=row[-1] or "")
        for row in rows.order_by("name").values_list(*_ROW)
    ]


def places_to_found(actor: Actor) -> list[Community]:
    """Return the communities below which `actor` may found one, by name."""
    if not actor.signed_in:
        return []
    rows = visible_to(actor).filter(is_circle=False, archived_at=None)
    if not actor.is_operator:
        held = held_in_line(actor.person_id, int(COORDINATING), OuterRef("pk"))
        rows = rows.filter(Exists(held))
    return list(rows.order_by("name")[:200])


def community_by_slug(actor: Actor, slug: str) -> Community | None:
    """Return the community at `slug`, if `actor` may know of it; its content asks for more."""
    return visible_to(actor).filter(slug=slug.lower()).first()


def moved_slug(actor: Actor, slug: str) -> str | None:
    """Return the present slug of the community that was once at `slug`, if visible."""
    former = FormerSlug.objects.filter(slug=slug.casefold(), community__in=visible_to(actor))
    return former.values_list("community__slug", flat=True).first()


def charter_of(community: Community) -> Charter:
    """Return the charter; an empty one where none was written yet."""
    return Charter.objects.filter(pk=community.pk).first() or Charter(community=community)


def charter_shown(actor: Actor, community: Community) -> Charter:
    """Return of the charter what `actor` may know: all of it to those who read the community.

    Others, who only see it listed, learn what it is about and who may belong.
    """
    charter = charter_of(community)
    if can_read_community(actor, standing_of(actor, community)):
        return charter
    return Charter(
        community=community,
        domain_statement=charter.domain_statement,
        membership_rule=charter.membership_rule,
    )


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as a list shows them."""

    person_id: int
    handle: str
    name: str
    roles: int
    joined_at: datetime

    @property
    def role_names(self) -> list[str]:
        """Return the labels of the roles beyond plain membership."""
        return [str(role.label) for role in Role if self.roles & role and role != Role.MEMBER]


def members_of(
    community: Community, *, after: int = 0, limit: int = 50, role: int = 0
) -> list[MemberRow]:
    """Return members, or those in `role`, in the order of their id, from behind person `after`."""
    rows = Membership.objects.filter(community=community, person__gt=after).order_by("person")
    if role:
        rows = rows.alias(held=F("roles").bitand(int(role))).filter(held__gt=0)
    columns = ("person_id", "person__handle", "person__name", "roles", "joined_at")
    return [MemberRow(*row) for row in rows.values_list(*columns)[:limit]]


def membership_of(actor: Actor, community: Community) -> Membership | None:
    """Return how `actor` belongs to the community."""
    if not actor.signed_in:
        return None
    return Membership.objects.filter(community=community, person=actor.person_id).first()


def asks_to_join(actor: Actor, community: Community) -> bool:
    """Say whether `actor` has asked to join and waits for an answer."""
    waiting = JoinRequest.objects.filter(community=community, state=JoinRequest.State.WAITING)
    return actor.signed_in and waiting.filter(person=actor.person_id).exists()


def people_in_charge(community: int) -> list[MemberRow]:
    """Return coordinators, leaders, stewards and sponsors."""
    rows = Membership.objects.filter(community=community, roles__gte=int(Role.STEWARD))
    columns = ("person_id", "person__handle", "person__name", "roles", "joined_at")
    return [MemberRow(*row) for row in rows.order_by("-roles", "person").values_list(*columns)[:20]]


def requests_waiting(community: Community) -> list[JoinRequest]:
    """Return who asks to join, the first first. Whoever calls may manage members."""
    rows = JoinRequest.objects.filter(community=community, state=JoinRequest.State.WAITING)
    return list(rows.select_related("person").order_by("asked_at")[:100])


def request_waiting(community: Community, request_id: int) -> JoinRequest | None:
    """Return one request that waits. Whoever calls may manage members."""
    rows = JoinRequest.objects.filter(community=community, state=JoinRequest.State.WAITING)
    return rows.filter(pk=request_id).first()


def communities_moderated(actor: Actor) -> list[Community]:
    """Return the communities that `actor` looks after and in which one still writes; no circles."""
    rows = moderated_by(actor).filter(is_circle=False, archived_at=None)
    return list(rows.order_by("name", "id")[:500])
