"""Who reads what of a person. Python form and SQL form of one rule, side by side."""

from django.db.models import Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.people.models import Person
from tertulia.core.profiles.models import Audience

RULES = {
    "see_field": "Each field of a profile: everyone, the signed-in, those who belong to a "
    "community (or a circle) that its owner belongs to, or its owner alone; whichever they chose.",
    "list_person": "The directory is for the signed-in. It shows whoever lets themselves be found "
    "by them: the signed-in, those who share a community, or nobody else. Shadows and closed "
    "accounts are not in it.",
    "avoid_person": "Whoever is signed in may block or mute anybody but themselves.",
    "write_to_person": "Whoever is signed in, to anybody who has not blocked them and whom they "
    "have not blocked. It is not for shadows and closed accounts.",
}


def reach(actor: Actor, person: int, shares: bool) -> Audience:
    """Return the narrowest audience of `person` that `actor` is in."""
    if actor.is_system or (actor.signed_in and actor.person_id == person):
        return Audience.SELF
    if not actor.signed_in:
        return Audience.EVERYONE
    return Audience.SHARED if shares else Audience.SITE


def can_see_field(actor: Actor, person: int, audience: int, shares: bool) -> bool:
    """Whether `actor` reads a field of `person`; `shares`: they belong to a same community."""
    return audience <= reach(actor, person, shares)


def shown_to(actor: Actor, audience: str, person: str) -> Q:
    """Return the SQL form, for rows with the columns `audience` and `person`."""
    if actor.is_system:
        return Q(**{f"{person}__isnull": False})
    if not actor.signed_in:
        return Q(**{audience: Audience.EVERYONE})
    close = Q(**{audience: Audience.SHARED, f"{person}__in": people_beside(actor).values("pk")})
    return Q(**{f"{audience}__lte": Audience.SITE}) | close | Q(**{person: actor.person_id})


def people_beside(actor: Actor) -> QuerySet[Person]:
    """Return the people who belong to a community that `actor` belongs to."""
    return Person.objects.filter(memberships__community__memberships__person=actor.person_id or -1)


def listed_to(actor: Actor) -> QuerySet[Person]:
    """Return the people whom the directory shows to `actor`."""
    if not (actor.signed_in or actor.is_system):
        return Person.objects.none()
    here = Person.objects.filter(is_active=True, is_shadow=False)
    return here.filter(
        Q(self_description=None) | shown_to(actor, "self_description__listed_for", "pk")
    )


def can_list_person(actor: Actor, person: Person, audience: int, shares: bool) -> bool:
    """The Python form of `listed_to`."""
    if person.is_shadow or not person.is_active or not (actor.signed_in or actor.is_system):
        return False
    return can_see_field(actor, person.pk, audience, shares)


def can_avoid_person(actor: Actor, person: int) -> bool:
    """Whether `actor` may block or mute `person`."""
    return actor.signed_in and actor.person_id != person


def can_write_to_person(actor: Actor, person: Person, is_blocked: bool) -> bool:
    """Whether `actor` may speak to `person` alone; `is_blocked`: one of them blocked the other."""
    if person.is_shadow or not person.is_active or actor.person_id == person.pk:
        return False
    return actor.is_system or (actor.signed_in and not is_blocked)


def written_to_by(actor: Actor) -> QuerySet[Person]:
    """Return the people to whom `actor` may speak alone: the SQL form of `can_write_to_person`."""
    here = Person.objects.filter(is_active=True, is_shadow=False)
    if actor.is_system:
        return here
    if not actor.signed_in:
        return here.none()
    others = here.exclude(pk=actor.person_id)
    others = others.exclude(
        pk__in=Person.objects.filter(
            avoidances__other=actor.person_id, avoidances__is_block=True
        ).values("pk")
    )
    return others.exclude(
        pk__in=Person.objects.filter(
            avoided_by__person=actor.person_id, avoided_by__is_block=True
        ).values("pk")
    )
