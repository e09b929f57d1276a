"""Who may see and do what in a community. SQL form and Python form of one rule, side by side.

The Python form works on `Standing`: what somebody is to one community. The SQL form says the same
of all communities at once. `tests/matrix` walks every role, visibility and verb and holds them
equal; `docs/permissions.md` is written from there.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import (
    COORDINATING,
    MODERATING,
    Community,
    JoinPolicy,
    Membership,
    Suspension,
    Visibility,
)

RULES = {
    "list_community": "All but secret communities and circles are listed; members see theirs. "
    "A closed branch is listed to those who belong somewhere in it.",
    "read_community": "Public: anyone. Site: the signed-in. Members, secret: members, those who "
    "moderate it or an ancestor, and operators. A circle: its members alone. Of a closed branch "
    "nobody reads anything who belongs nowhere in it, but those who moderate it or an ancestor, "
    "and operators.",
    "join_community": "The signed-in who see it listed, where joining is open. An archived one "
    "takes nobody in.",
    "ask_to_join_community": "The signed-in who see it listed, where joining is on request.",
    "leave_community": "A member, unless they are its last coordinator.",
    "change_community": "Its coordinators and leaders, those of an ancestor, and operators.",
    "manage_members": "Its coordinators and leaders, those of an ancestor, and operators.",
    "moderate_community": "Its stewards, coordinators, leaders; those of an ancestor; operators.",
    "invite_people": "Who may add members. Nobody is asked into an archived community or a circle.",
    "archive_community": "Its coordinators and leaders, those of an ancestor, and operators.",
    "manage_topics": "Its stewards, coordinators, leaders; those of an ancestor; operators.",
    "add_to_circle": "Its members, in a circle.",
    "found_community": "Operators and the system; where the setting `TERTULIA_FOUNDING` says "
    "`members`, whoever is signed in.",
    "found_below_community": "Its coordinators and leaders, those of an ancestor, and operators. "
    "Nothing is founded below an archived community or a circle.",
    "suspend_people": "Who moderates it; nobody in a circle. For up to 24 hours one of them is "
    "enough, for longer another one, or an operator, has to agree. Who moderates is not suspended: "
    "they give their role back first.",
    "suspend_from_site": "Operators, and the system. Not another operator.",
    "export_community": "Its coordinators and leaders, those of an ancestor, and operators.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor is to one community. `roles` are their own, `inherited` from its ancestors."""

    visibility: str
    join_policy: str
    is_circle: bool
    is_archived: bool
    roles: int
    inherited: int
    # Whether no closed branch lies between: the actor belongs to the one, if there is one.
    is_inside: bool = True
    # Whether the actor may not write here for a time (`Suspension`), nor above it.
    is_suspended: bool = False

    @property
    def is_shut(self) -> bool:
        """Whether the actor adds nothing here: it is archived, or they are suspended."""
        return self.is_archived or self.is_suspended


def listed_to(actor: Actor) -> Q:
    """Return the condition on communities of which `actor` may know that they exist."""
    listed = Q(visibility__in=(Visibility.PUBLIC, Visibility.SITE, Visibility.MEMBERS))
    return listed & _inside(actor) | readable_by(actor)


def readable_by(actor: Actor) -> Q:
    """Return the condition on communities in which `actor` may read."""
    if actor.is_system:
        return Q(pk__isnull=False)
    if not actor.signed_in:
        return Q(visibility=Visibility.PUBLIC) & _inside(actor)
    readable = Q(visibility__in=(Visibility.PUBLIC, Visibility.SITE)) & _inside(actor)
    readable |= Q(Exists(_own(actor)))
    if actor.is_operator:
        return readable | Q(is_circle=False)
    return readable | Q(Exists(held_in_line(actor.person_id, int(MODERATING), OuterRef("pk"))))


def visible_to(actor: Actor) -> QuerySet[Community]:
    """Return the communities of which `actor` may know; what is in them asks `readable_by`."""
    return Community.objects.filter(listed_to(actor))


def readable_to(actor: Actor) -> QuerySet[Community]:
    """Return the communities in which `actor` may read."""
    return Community.objects.filter(readable_by(actor))


def _own(actor: Actor) -> QuerySet:
    return Membership.objects.filter(community=OuterRef("pk"), person=actor.person_id)


def _inside(actor: Actor) -> Q:
    """Return the condition on communities that no closed branch keeps from `actor`."""
    if not actor.signed_in:
        return Q(closed_by=None)
    return Q(closed_by=None) | Q(Exists(_within(actor.person_id, OuterRef("closed_by"))))


def _within(person: int | None, branch: OuterRef) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person, community__ancestries__ancestor=branch)


def is_inside(person: int, prefix: str = "") -> ExpressionWrapper:
    """Return whether no closed branch keeps a community from `person`, as a column.

    `prefix` leads from the row to the community.
    """
    within = Exists(_within(person, OuterRef(f"{prefix}closed_by")))
    return ExpressionWrapper(
        Q(**{f"{prefix}closed_by": None}) | Q(within), output_field=BooleanField()
    )


def held_in_line(
    person: int | None, roles: int, community: OuterRef, least_depth: int = 0
) -> QuerySet[Membership]:
    """Return the memberships of `person` in `community` and above that hold one of `roles`.

    A circle has nothing above it.
    """
    return Membership.objects.alias(held=F("roles").bitand(roles)).filter(
        person=person,
        held__gt=0,
        community__descents__descendant=community,
        community__descents__depth__gte=least_depth,
    )


def moderated_by(actor: Actor) -> QuerySet[Community]:
    """Return the communities that `actor` moderates: the SQL form of `can_moderate_community`."""
    if actor.is_system:
        return Community.objects.all()
    if not actor.signed_in:
        return Community.objects.none()
    held = Q(Exists(held_in_line(actor.person_id, int(MODERATING), OuterRef("pk"))))
    return Community.objects.filter(held | Q(is_circle=False) if actor.is_operator else held)


def standing_of(actor: Actor, community: Community) -> Standing:
    """Look up what `actor` is to `community`, in one query."""
    roles = inherited = 0
    if actor.signed_in:
        held = Membership.objects.filter(
            person=actor.person_id, community__descents__descendant=community
        )
        for depth, bits in held.values_list("community__descents__depth", "roles"):
            if depth == 0:
                roles = bits
            elif not community.is_circle:
                inherited |= bits
    return Standing(
        community.visibility,
        community.join_policy,
        community.is_circle,
        community.archived_at is not None,
        roles,
        inherited,
        is_inside=_is_inside(actor, community),
        is_suspended=actor.signed_in and suspensions_at(actor.person_id, community.pk).exists(),
    )


def suspensions_at(person: int | None, community: Any) -> QuerySet[Suspension]:
    """Return the suspensions of `person` that hold in `community`: from it, or from one above."""
    held = Suspension.objects.in_force().filter(person=person)
    return held.filter(community__descents__descendant=community)


def suspended_until(person: int, community: OuterRef) -> Subquery:
    """Return until when `person` is suspended there, as a column; past or None where they are not.

    A moment in a compiled query would stand still, so that the reader compares.
    """
    rows = Suspension.objects.filter(
        person=person, ended_at=None, community__descents__descendant=community
    )
    return Subquery(rows.order_by("-until").values("until")[:1])


def _is_inside(actor: Actor, community: Community) -> bool:
    branch = community.closed_by_id
    if branch is None:
        return True
    within = Membership.objects.filter(
        person=actor.person_id, community__ancestries__ancestor=branch
    )
    return actor.signed_in and within.exists()


def can_list_community(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may know that the community exists."""
    listed = place.visibility != Visibility.SECRET and place.is_inside
    return listed or can_read_community(actor, place)


def can_read_community(actor: Actor, place: Standing) -> bool:
    """The Python form of `readable_by`."""
    if actor.is_system or (place.visibility == Visibility.PUBLIC and place.is_inside):
        return True
    if not actor.signed_in:
        return False
    return (
        (place.visibility == Visibility.SITE and place.is_inside)
        or place.roles > 0
        or (not place.is_circle and (actor.is_operator or place.inherited & MODERATING > 0))
    )


def can_join_community(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may become a member by saying so."""
    return _may_come_in(actor, place) and place.join_policy == JoinPolicy.OPEN


def can_ask_to_join_community(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may ask to become a member."""
    return _may_come_in(actor, place) and place.join_policy == JoinPolicy.REQUEST


def can_leave_community(actor: Actor, place: Standing) -> bool:
    """Whether `actor` is a member, and so may leave."""
    return actor.signed_in and place.roles > 0


def can_change_community(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may change name, charter, visibility and the rest."""
    return _holds(actor, place, COORDINATING)


def can_manage_members(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may add and remove members and give roles."""
    return _holds(actor, place, COORDINATING)


def can_moderate_community(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may remove, restore and move what others wrote."""
    return _holds(actor, place, MODERATING)


def can_manage_topics(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may rename topics and join them."""
    return _holds(actor, place, MODERATING)


def can_add_to_circle(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may take somebody into the circle."""
    return actor.signed_in and place.is_circle and place.roles > 0 and not place.is_archived


def can_export_community(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may take everything out."""
    return _holds(actor, place, COORDINATING)


def can_invite_people(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may ask people in."""
    return _holds(actor, place, COORDINATING) and not place.is_archived and not place.is_circle


def can_suspend_people(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may keep somebody from writing here for a time."""
    return _holds(actor, place, MODERATING) and not place.is_circle


def can_suspend_from_site(actor: Actor) -> bool:
    """Whether `actor` may keep somebody from signing in for a time."""
    return actor.is_system or actor.is_operator


def can_archive_community(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may archive the community, and open it again."""
    return _holds(actor, place, COORDINATING)


def can_found_community(actor: Actor) -> bool:
    """Whether `actor` may found a community that stands below no other."""
    by_members = settings.TERTULIA.founding == "members" and actor.signed_in
    return actor.is_system or actor.is_operator or by_members


def can_found_below_community(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may found a community below this one."""
    return _holds(actor, place, COORDINATING) and not place.is_archived and not place.is_circle


def _may_come_in(actor: Actor, place: Standing) -> bool:
    return (
        actor.signed_in
        and place.roles == 0
        and not place.is_shut
        and not place.is_circle
        and can_list_community(actor, place)
    )


def _holds(actor: Actor, place: Standing, roles: int) -> bool:
    if actor.is_system:
        return True
    if not actor.signed_in:
        return False
    if place.roles & roles:
        return True
    return not place.is_circle and (actor.is_operator or place.inherited & roles > 0)
