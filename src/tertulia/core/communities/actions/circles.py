"""Circles: a few people who speak among themselves. A pair has one, whoever begins."""

from collections.abc import Collection, Iterable
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions.keeping import hold, let_in, recorded
from tertulia.core.communities.models import (
    Ancestry,
    Charter,
    Community,
    JoinPolicy,
    Role,
    Visibility,
)
from tertulia.core.communities.permissions import can_add_to_circle, can_read_community, standing_of
from tertulia.core.people.models import Person
from tertulia.core.profiles.permissions import written_to_by
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require

MOST_PEOPLE = 30
MAX_NAME = 100


@transaction.atomic
def open_circle(*, actor: Actor, people: Collection[int]) -> Community:
    """Return the circle of `actor` and `people`: for two the one they have, else a new one.

    Raises Refused where one of them is not to be written to; it does not say why.
    """
    if actor.person_id is None:
        raise SignInFirst
    others = sorted(set(people) - {actor.person_id})
    if not others:
        raise Refused(_("Choose somebody to write to."), "people")
    if len(others) >= MOST_PEOPLE:
        raise Refused(_("So many people belong into a community."), "people")
    _refuse_unwilling(actor, others)
    slug = _slug_of_pair(actor.person_id, others[0]) if len(others) == 1 else f"~{token_hex(8)}"
    circle = Community.objects.filter(slug=slug, is_circle=True).first()
    if circle is None:
        spend("found", str(actor.person_id))
        circle = _found(slug, [actor.person_id, *others])
    # In a pair somebody may have left, and is spoken to again.
    for person in (actor.person_id, *others):
        if let_in(circle, person, Role.MEMBER, actor.person_id):
            recorded("membership.joined", actor, circle, person=person)
    return circle


@transaction.atomic
def add_to_circle(*, actor: Actor, circle: Community, handle: str) -> None:
    """Take somebody in, who then reads everything that was said there. A pair stays a pair."""
    place = standing_of(actor, circle)
    if not can_read_community(actor, place):
        raise NotHere
    require(can_add_to_circle(actor, place))
    if _is_pair(circle):
        raise Refused(_("What two say stays between them. Begin with all three instead."))
    hold(circle)
    if circle.memberships.count() >= MOST_PEOPLE:
        raise Refused(_("So many people belong into a community."), "people")
    key = handle.strip().removeprefix("@").casefold()
    person = Person.objects.filter(handle_key=key).values_list("pk", flat=True).first()
    if person is None:
        raise Refused(_("There is nobody of this name."), "person")
    if circle.memberships.filter(person=person).exists():
        return
    _refuse_unwilling(actor, [person])
    if let_in(circle, person, Role.MEMBER, actor.person_id):
        recorded("membership.joined", actor, circle, person=person)


def refuse_parted(actor: Actor, circle_id: int) -> None:
    """Raise Refused where `actor` and the other of a pair do not write to one another any more."""
    circle = Community.objects.get(pk=circle_id)
    if _is_pair(circle):
        others = {int(each) for each in circle.slug[1:].split("-")} - {actor.person_id}
        if written_to_by(actor).filter(pk__in=others).count() != len(others):
            raise Refused(_("Nothing more can be said here: one of you cannot be written to."))


def _is_pair(circle: Community) -> bool:
    # Nobody can give a community such an address: they have neither tilde nor two numbers.
    return circle.slug.startswith("~") and "-" in circle.slug


def _slug_of_pair(one: int, other: int) -> str:
    return f"~{min(one, other)}-{max(one, other)}"


def _refuse_unwilling(actor: Actor, people: Iterable[int]) -> None:
    wanted = set(people)
    if written_to_by(actor).filter(pk__in=wanted).count() != len(wanted):
        raise Refused(_("One of them cannot be written to."), "people")


def _found(slug: str, people: list[int]) -> Community:
    names = Person.objects.filter(pk__in=people).order_by("name").values_list("name", flat=True)
    circle = Community(
        slug=slug,
        name=", ".join(names)[:MAX_NAME],
        visibility=Visibility.SECRET,
        join_policy=JoinPolicy.INVITATION,
        is_circle=True,
    )
    circle.save(force_insert=True)
    Ancestry.objects.create(descendant=circle, ancestor=circle, depth=0)
    Charter.objects.create(community=circle)
    return circle
