"""Who somebody is at a door, looked up by what stands for them."""

import pytest

from tertulia.core.people.queries import actor_of_person
from tests.programs import somebody

pytestmark = pytest.mark.django_db


def test_a_person_is_found_for_a_door_with_all_that_they_are() -> None:
    ana = somebody("Ana", is_operator=True)
    type(ana).objects.filter(pk=ana.pk).update(hides=7, time_zone="Europe/Madrid")
    actor = actor_of_person(ana.pk, door="live")
    assert actor is not None
    assert (actor.person_id, actor.handle, actor.door, actor.hides) == (ana.pk, "ana", "live", 7)
    assert (actor.is_operator, actor.time_zone) == (True, "Europe/Madrid")


def test_whoever_is_away_is_nobody() -> None:
    ana = somebody("Ana")
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    assert actor_of_person(ana.pk, door="live") is None
    assert actor_of_person(10**9, door="live") is None
