"""Blocking and muting: whom one does not see, and who cannot speak to one."""

import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.people.models import Person
from tertulia.core.people.queries import bearer_of
from tertulia.core.profiles.actions import block_person, meet_person, mute_person
from tertulia.core.profiles.queries import (
    Wish,
    avoidance_of,
    hidden_from,
    hiding,
    may_write_to,
    people_avoided,
    people_listed,
)
from tertulia.kit.web.refusals import NotAllowed, NotHere, SignInFirst
from tests.programs import Program, acting, assert_problem, somebody

pytestmark = pytest.mark.django_db


def seen_as(person: Person):
    """Return the actor as a request of now would bring it."""
    actor = acting(person)
    hides = Person.objects.values_list("hides", flat=True).get(pk=person.pk)
    return type(actor)(actor.person_id, actor.handle, actor.name, hides=hides)


def test_whom_one_mutes_or_blocks_one_does_not_see_and_nobody_is_told() -> None:
    ana, ben, cas = somebody("Ana"), somebody("Ben"), somebody("Cas")
    before = Activity.objects.count()
    mute_person(actor=acting(ana), person=ben.pk)
    block_person(actor=acting(ana), person=cas.pk)
    assert Activity.objects.count() == before
    assert hidden_from(seen_as(ana)) == {ben.pk, cas.pk}
    assert hidden_from(seen_as(ben)) == frozenset()
    assert hiding(ben.pk, [ana.pk, cas.pk]) == {ana.pk}
    assert [one.handle for one in people_listed(seen_as(ana), Wish())] == ["ana"]
    assert len(people_listed(seen_as(ben), Wish())) == 3
    assert [(one.handle, one.is_block) for one in people_avoided(seen_as(ana))] == [
        ("cas", True),
        ("ben", False),
    ]


def test_each_change_gives_another_number_and_none_is_given_twice() -> None:
    ana, ben, cas = somebody("Ana"), somebody("Ben"), somebody("Cas")
    numbers = []
    for act, whom in (
        (mute_person, ben),
        (block_person, ben),
        (mute_person, cas),
        (meet_person, ben),
        (meet_person, cas),
        (mute_person, ben),
    ):
        act(actor=acting(ana), person=whom.pk)
        numbers.append(seen_as(ana).hides)
    assert numbers == [1, 2, 3, 4, 0, 5]
    assert avoidance_of(seen_as(ana), ben.pk) == "mute"
    assert avoidance_of(seen_as(ana), cas.pk) == ""


def test_a_session_and_a_token_bring_what_one_hides() -> None:
    ana, ben = somebody("Ana"), somebody("Ben")
    program = Program(ana)
    mute_person(actor=acting(ana), person=ben.pk)
    bearer = bearer_of(program.head["authorization"].removeprefix("Bearer "))
    assert bearer is not None
    assert (bearer.actor.hides, bearer.actor.door) == (1, "api")


def test_whom_one_blocks_cannot_speak_to_one_and_whom_one_mutes_can() -> None:
    ana, ben = somebody("Ana"), somebody("Ben")
    assert may_write_to(acting(ben), ana.pk)
    mute_person(actor=acting(ana), person=ben.pk)
    assert may_write_to(acting(ben), ana.pk)
    block_person(actor=acting(ana), person=ben.pk)
    assert not may_write_to(acting(ben), ana.pk)
    assert not may_write_to(acting(ana), ben.pk)
    meet_person(actor=acting(ana), person=ben.pk)
    assert may_write_to(acting(ben), ana.pk)
    assert not may_write_to(acting(ana), ana.pk)


def test_who_cannot_be_avoided() -> None:
    ana = somebody("Ana")
    with pytest.raises(NotAllowed):
        block_person(actor=acting(ana), person=ana.pk)
    with pytest.raises(NotHere):
        mute_person(actor=acting(ana), person=10**9)
    with pytest.raises(SignInFirst):
        mute_person(actor=type(acting(ana))(), person=ana.pk)


def test_programs_block_and_mute() -> None:
    ana, _ben = somebody("Ana"), somebody("Ben")
    program = Program(ana)
    assert program.put("/people/ben/mute").status_code == 204
    assert [one["how"] for one in program.get("/me/avoided").json()["items"]] == ["mute"]
    assert program.put("/people/BEN/block").status_code == 204
    assert [one["how"] for one in program.get("/me/avoided").json()["items"]] == ["block"]
    assert program.delete("/people/ben/block").status_code == 204
    assert program.get("/me/avoided").json()["items"] == []
    assert_problem(program.put("/people/nobody-at-all/block"), 404)
    assert_problem(Program().put("/people/ben/block"), 401)
