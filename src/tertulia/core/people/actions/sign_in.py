"""Writes about being signed in: ending sessions, closing an account and opening it again."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.people.models import Deactivation, Person, Session
from tertulia.core.people.permissions import (
    can_change_person,
    can_deactivate_person,
    can_remove_factors,
    can_reopen_person,
)
from tertulia.core.people.queries import session_mark
from tertulia.kit.web.refusals import NotHere, Refused, require


@transaction.atomic
def sign_out_everywhere(*, actor: Actor, person: Person) -> None:
    """End every session of `person`, and every stream that is open for them."""
    require(can_change_person(actor, person))
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    Session.objects.filter(person=person).delete()
    record("person.signed_out", actor=actor, person=person.id)


@transaction.atomic
def end_session(*, actor: Actor, person: Person, mark: str) -> None:
    """End the session of `person` that `mark` names, and the streams that are open with it."""
    require(can_change_person(actor, person))
    keys = Session.objects.filter(person=person).values_list("session_key", flat=True)
    key = next((key for key in keys if session_mark(key) == mark), None)
    if key is None:
        raise NotHere(_("This session has ended already."))
    Session.objects.filter(session_key=key).delete()
    record("person.session_ended", actor=actor, person=person.id, data={"session": mark})


@transaction.atomic
def end_other_sessions(*, actor: Actor, person: Person) -> int:
    """End every session of `person` but the one that `actor` uses; how many that were."""
    require(actor.person_id == person.id)
    others = Session.objects.filter(person=person).exclude(session_key=actor.session_key)
    marks = [session_mark(key) for key in others.values_list("session_key", flat=True)]
    others.delete()
    for mark in marks:
        record("person.session_ended", actor=actor, person=person.id, data={"session": mark})
    return len(marks)


@transaction.atomic
def deactivate_person(*, actor: Actor, person: Person) -> None:
    """Close an account: nobody can sign in with it; what it wrote stays."""
    require(can_deactivate_person(actor, person))
    if person.is_operator and not _others_operate(person):
        raise Refused(_("Nobody else runs this place. Make somebody else an operator first."))
    if not Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Refused(_("This account is closed already."))
    Deactivation.objects.create(person=person, by_id=actor.person_id)
    sign_out_everywhere(actor=actor, person=person)
    record("person.deactivated", actor=actor, person=person.id)


@transaction.atomic
def reopen_person(*, actor: Actor, person: Person) -> None:
    """Open a closed account again: an operator, or who closed it while it can be taken back."""
    require(can_reopen_person(actor, person))
    Person.objects.filter(pk=person.pk).update(is_active=True)
    if Deactivation.objects.filter(person=person).delete()[0]:
        record("person.reopened", actor=actor, person=person.id)


@transaction.atomic
def remove_factors(*, actor: Actor, person: Person) -> int:
    """Take every second factor from `person`, who has lost them; how many that were."""
    require(can_remove_factors(actor, person))
    gone = Authenticator.objects.filter(user=person).delete()[0]
    sign_out_everywhere(actor=actor, person=person)
    record("person.factors_removed", actor=actor, person=person.id)
    return gone


def _others_operate(person: Person) -> bool:
    others = Person.objects.active().filter(is_operator=True).exclude(pk=person.pk)
    return bool(others.exists())
