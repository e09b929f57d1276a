"""Who may see and do what with a person. Python form and SQL form of one rule, side by side."""

from django.db.models import QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.people.models import Person

RULES = {
    "see_person": "Everybody sees name, handle and the page of whoever takes part here.",
    "change_person": "A person changes their own page; an operator may mend it.",
    "deactivate_person": "A person may leave; an operator may deactivate.",
    "create_person": "An operator, or the system at the command line.",
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
