"""Keeping somebody from writing for a time, and what they say to it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.communities.models import Community, Suspension
from tertulia.core.communities.permissions import (
    can_moderate_community,
    can_suspend_from_site,
    can_suspend_people,
    standing_of,
)
from tertulia.core.people.actions import sign_out_everywhere
from tertulia.core.people.models import Person
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import NotHere, Refused, require

ALONE = timedelta(hours=24)
LONGEST = timedelta(days=366)
MAX_WORDS = 2_000


@transaction.atomic
def suspend_person(
    *, actor: Actor, community: Community | None, person: int, until: datetime, reason: str
) -> Suspension:
    """Keep `person` from writing in `community` and below it; without one, from signing in here.

    One moderator alone suspends for 24 hours at most: what goes beyond holds once a second one has
    agreed (`second_suspension`). Operators need no second.
    """
    _require_moderator(actor, community)
    whom = Person.objects.select_for_update(no_key=True).filter(pk=person).first()
    if whom is None:
        raise NotHere(_("There is no such person here."))
    _refuse_protected(actor, community, whom)
    now = timezone.now()
    if not now < until <= now + LONGEST:
        raise Refused(_("Say a time in the future, within a year."), "until")
    there = Suspension.objects.in_force().filter(person=whom, community=community)
    if there.exists():
        raise Refused(_("They are suspended already. End that first."))
    alone = not actor.is_operator and not actor.is_system
    suspension = Suspension.objects.create(
        community=community,
        person=whom,
        reason=_words(reason, "reason"),
        by_id=actor.person_id,
        begun_at=now,
        until=min(until, now + ALONE) if alone else until,
        wanted_until=until,
    )
    _recorded("person.suspended", actor, suspension)
    return suspension


@transaction.atomic
def second_suspension(*, actor: Actor, suspension: Suspension) -> None:
    """Agree that a suspension holds for as long as was wanted."""
    held = _held(actor, suspension)
    if held.by_id == actor.person_id:
        raise Refused(_("It takes somebody else to agree."))
    if held.wanted_until <= timezone.now():
        raise Refused(_("Its time is over."))
    held.until, held.seconded_by_id = held.wanted_until, actor.person_id
    held.save(update_fields=["until", "seconded_by"])
    _recorded("person.suspension_seconded", actor, held)


@transaction.atomic
def end_suspension(*, actor: Actor, suspension: Suspension) -> None:
    """Let somebody write again."""
    _end(actor, _held(actor, suspension))


@transaction.atomic
def appeal_suspension(*, actor: Actor, suspension: Suspension, words: str) -> None:
    """Say, as the one who is suspended, why it is not right. Once."""
    held = Suspension.objects.select_for_update().get(pk=suspension.pk)
    if not actor.signed_in or held.person_id != actor.person_id:
        raise NotHere
    if held.appealed_at is not None:
        raise Refused(_("You have said it already; somebody will read it."))
    held.appeal, held.appealed_at = _words(words, "appeal"), timezone.now()
    held.save(update_fields=["appeal", "appealed_at"])
    _recorded("person.suspension_appealed", actor, held)


@transaction.atomic
def answer_appeal(*, actor: Actor, suspension: Suspension, answer: str, ends: bool) -> None:
    """Answer an appeal, as somebody else than who suspended or as an operator; it may end it."""
    held = _held(actor, suspension)
    if held.by_id == actor.person_id and not actor.is_operator:
        raise Refused(_("Somebody else answers it: another moderator, or an operator."))
    if held.appealed_at is None or held.answered_at is not None:
        raise Refused(_("There is no appeal that waits for an answer."))
    held.answer, held.answered_at = _words(answer, "answer"), timezone.now()
    held.answered_by_id = actor.person_id
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    _recorded("person.appeal_answered", actor, held)
    if ends:
        _end(actor, held)


def _require_moderator(actor: Actor, community: Community | None) -> None:
    if community is None:
        require(can_suspend_from_site(actor))
    else:
        require(can_suspend_people(actor, standing_of(actor, community)))


def _refuse_protected(actor: Actor, community: Community | None, whom: Person) -> None:
    if whom.is_shadow or not whom.is_active:
        raise Refused(_("This person cannot write anyway."))
    if whom.pk == actor.person_id:
        raise Refused(_("You cannot suspend yourself."))
    if whom.is_operator:
        raise Refused(_("Operators are not suspended. Whoever made them one can take it back."))
    if community is not None:
        them = Actor(person_id=whom.pk)
        if can_moderate_community(them, standing_of(them, community)):
            raise Refused(_("They look after this place. Take that role from them first."))


def _held(actor: Actor, suspension: Suspension) -> Suspension:
    """Return the suspension as it is now, for somebody who may decide about it; nobody else may."""
    held = Suspension.objects.select_for_update(of=("self",)).filter(pk=suspension.pk).first()
    if held is None or held.person_id == actor.person_id:
        raise NotHere
    _require_moderator(actor, held.community)
    if held.ended_at is not None:
        raise Refused(_("It has ended already."))
    return held


def _end(actor: Actor, held: Suspension) -> None:
    held.ended_at, held.ended_by_id = timezone.now(), actor.person_id
    held.save(update_fields=["ended_at", "ended_by"])
    _recorded("person.suspension_ended", actor, held)


def _recorded(verb: str, actor: Actor, held: Suspension) -> None:
    """Say that it happened; from the site, the account and its open pages follow at once."""
    person = Person.objects.get(pk=held.person_id)
    if held.community_id is None:
        until = None if held.ended_at else held.until
        Person.objects.filter(pk=person.pk).update(suspended_until=until)
        if verb == "person.suspended":
            sign_out_everywhere(actor=actor, person=person)
    record(
        verb,
        actor=actor,
        community=held.community_id,
        person=person.pk,
        data={"suspension": held.pk},
    )


def _words(text: str, field: str) -> str:
    if not text.strip():
        raise Refused(_("Please say why, in a sentence or two."), field)
    return checked_text(text.strip(), limit=MAX_WORDS, field=field)
