"""Keeping somebody from writing for a time: how long, by whom, and what they say to it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.models import Activity
from tertulia.core.communities.actions import (
    add_member,
    answer_appeal,
    appeal_suspension,
    end_suspension,
    second_suspension,
    suspend_person,
)
from tertulia.core.communities.models import Community, Role, Suspension
from tertulia.core.people.actions import create_token
from tertulia.core.people.entrance import may_sign_in
from tertulia.core.people.models import Person
from tertulia.core.people.queries import actor_of_session, bearer_of
from tertulia.core.people.tests.test_accounts import browser
from tertulia.core.threads.actions import edit_post, reply, start_thread
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db


class Place:
    """Mo and Ned moderate, Ana writes."""

    def __init__(self) -> None:
        self.ana, self.mo, self.ned = somebody("Ana"), somebody("Mo"), somebody("Ned")
        self.it = place("kites", self.ana, coordinator=self.mo)
        add_member(actor=SYSTEM, community=self.it, person=self.ned.pk, roles=Role.STEWARD)

    def suspend(
        self, hours: float = 4, *, by: Person | None = None, whom: Person | None = None
    ) -> Suspension:
        return suspend_person(
            actor=acting(by or self.mo),
            community=self.it,
            person=(whom or self.ana).pk,
            until=in_hours(hours),
            reason="Enough for today.",
        )

    def write(self, where: Community | None = None) -> int:
        return start_thread(
            actor=acting(self.ana),
            community=where or self.it,
            kind="discussion",
            title="Wind",
            source="Which?",
        ).thread_id


def in_hours(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)


@pytest.fixture
def town() -> Place:
    return Place()


def test_they_write_nowhere_there_and_below_and_elsewhere_as_before(town: Place) -> None:
    below = place("kites-small", parent=town.it)
    thread = town.write()
    own = reply(actor=acting(town.ana), thread_id=thread, source="And knots.")
    town.suspend()
    for where in (town.it, below):
        with pytest.raises(NotAllowed):
            town.write(where)
    with pytest.raises(NotAllowed):
        reply(actor=acting(town.ana), thread_id=thread, source="More.")
    with pytest.raises(NotAllowed):
        edit_post(actor=acting(town.ana), post_id=own.pk, source="More.")
    town.write(place("knots"))
    told = Activity.objects.get(verb="person.suspended")
    assert (told.person, told.actor, told.community) == (town.ana.pk, town.mo.pk, town.it.pk)


def test_it_ends_by_itself_and_by_a_decision(town: Place) -> None:
    row = town.suspend()
    Suspension.objects.update(until=in_hours(-1))
    town.write()
    Suspension.objects.update(until=in_hours(1))
    end_suspension(actor=acting(town.ned), suspension=row)
    town.write()
    with pytest.raises(Refused, match="already"):
        end_suspension(actor=acting(town.ned), suspension=row)
    town.suspend()


def test_beyond_a_day_it_takes_a_second_voice(town: Place) -> None:
    row = town.suspend(72)
    assert row.until <= in_hours(24)
    with pytest.raises(Refused):
        second_suspension(actor=acting(town.mo), suspension=row)
    with pytest.raises(NotAllowed):
        second_suspension(actor=acting(somebody()), suspension=row)
    second_suspension(actor=acting(town.ned), suspension=row)
    row.refresh_from_db()
    assert row.until == row.wanted_until > in_hours(71)
    assert row.seconded_by_id == town.ned.pk


def test_an_operator_needs_no_second(town: Place) -> None:
    olga = somebody("Olga", is_operator=True)
    assert town.suspend(72, by=olga).until > in_hours(71)


def test_who_and_how_long_cannot_be(town: Place) -> None:
    olga = somebody("Olga", is_operator=True)
    for whom in (town.mo, town.ned, olga):
        with pytest.raises(Refused):
            town.suspend(whom=whom)
    for hours in (-1, 0, 24 * 400):
        with pytest.raises(Refused):
            town.suspend(hours)
    with pytest.raises(NotAllowed):
        town.suspend(by=town.ana, whom=town.ned)
    town.suspend()
    with pytest.raises(Refused, match="already"):
        town.suspend()


def test_an_appeal_is_answered_by_somebody_else(town: Place) -> None:
    row = town.suspend()
    with pytest.raises(NotHere):
        appeal_suspension(actor=acting(town.mo), suspension=row, words="It is right.")
    with pytest.raises(Refused):
        appeal_suspension(actor=acting(town.ana), suspension=row, words=" ")
    appeal_suspension(actor=acting(town.ana), suspension=row, words="It was a joke.")
    with pytest.raises(Refused, match="already"):
        appeal_suspension(actor=acting(town.ana), suspension=row, words="A good one.")
    with pytest.raises(Refused, match="Somebody else"):
        answer_appeal(actor=acting(town.mo), suspension=row, answer="No.", ends=False)
    answer_appeal(actor=acting(town.ned), suspension=row, answer="So it was.", ends=True)
    row.refresh_from_db()
    assert (row.answer, row.ended_by_id) == ("So it was.", town.ned.pk)
    town.write()


def test_nobody_decides_about_their_own(town: Place) -> None:
    row = town.suspend()
    add_member(actor=SYSTEM, community=town.it, person=town.ana.pk, roles=Role.STEWARD)
    for decide in (end_suspension, second_suspension):
        with pytest.raises(NotHere):
            decide(actor=acting(town.ana), suspension=row)


def test_from_the_site_every_door_closes_at_once_and_opens_again(town: Place) -> None:
    olga = acting(somebody("Olga", is_operator=True))
    key = browser(town.ana)
    token = create_token(actor=acting(town.ana), person=town.ana, scope="write")
    row = suspend_person(
        actor=olga, community=None, person=town.ana.pk, until=in_hours(100), reason="Spam."
    )
    assert (actor_of_session(key), bearer_of(token)) == (None, None)
    assert Activity.objects.filter(verb="person.signed_out", person=town.ana.pk).exists()
    assert may_sign_in(Person.objects.get(pk=town.ana.pk)) is not None
    assert actor_of_session(browser(town.ana)) is None
    appeal_suspension(
        actor=Actor(person_id=town.ana.pk, door="mail"), suspension=row, words="Not spam."
    )
    answer_appeal(actor=olga, suspension=row, answer="Indeed.", ends=True)
    assert may_sign_in(Person.objects.get(pk=town.ana.pk)) is None
    assert bearer_of(token) is not None
    with pytest.raises(NotAllowed):
        suspend_person(
            actor=acting(town.mo),
            community=None,
            person=town.ana.pk,
            until=in_hours(1),
            reason="Mine.",
        )
