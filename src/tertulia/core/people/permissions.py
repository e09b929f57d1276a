"""Who may see and do what with a person. Python form and SQL form of one rule, side by side."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.people.models import Deactivation, Person

# How long whoever closed their account opens it again by signing in.
TAKEN_BACK_FOR = timedelta(days=30)

RULES = {
    "see_person": "Everybody sees name, handle and the page of whoever takes part here.",
    "change_person": "A person changes their own page; an operator may mend it.",
    "deactivate_person": "A person may leave; an operator may deactivate.",
    "reopen_person": "An operator; or by signing in, for thirty days, whoever closed their own.",
    "create_person": "An operator, or the system at the command line.",
    "join_site": "A visitor, where signing up is open or an invitation lets them in.",
    "invite_person": "An operator, or the system at the command line.",
    "remove_factors": "The system at the command line: for whoever has lost every second factor.",
}


def visible_to(actor: Actor) -> QuerySet[Person]:
    """Return the people whose page `actor` may see."""
    return Person.objects.all()


def can_see_person(actor: Actor, person: Person) -> bool:
    """The Python form of `visible_to`."""
    return True


def can_change_person(actor: Actor, person: Person) -> bool:
    """Whether `actor` may change what stands on the page of `person`."""
    return actor.is_system or actor.is_operator or actor.person_id == person.id


def can_deactivate_person(actor: Actor, person: Person) -> bool:
    """Whether `actor` may close the account of `person`."""
    return can_change_person(actor, person)


def can_create_person(actor: Actor) -> bool:
    """Whether `actor` may create an account for somebody else."""
    return actor.is_system or actor.is_operator


def can_reopen_person(actor: Actor, person: Person) -> bool:
    """Whether `actor` may open the closed account of `person` again."""
    if actor.is_system or actor.is_operator:
        return True
    return actor.person_id == person.id and taken_back_until(person) is not None


def taken_back_until(person: Person) -> datetime | None:
    """Return until when `person` may take the closing of their account back; None if never."""
    since = timezone.now() - TAKEN_BACK_FOR
    closed = Deactivation.objects.filter(person=person, by=person, at__gt=since)
    at = closed.values_list("at", flat=True).first()
    return at + TAKEN_BACK_FOR if at else None


def can_join_site(actor: Actor) -> bool:
    """Whether `actor` may make an account for themself; the setting decides where they may."""
    return not actor.signed_in and not actor.is_system


def can_invite_person(actor: Actor) -> bool:
    """Whether `actor` may let others make an account here."""
    return can_create_person(actor)


def can_remove_factors(actor: Actor, person: Person) -> bool:
    """Whether `actor` may take the second factors of `person` away."""
    return actor.is_system
