"""Every role before every field and person: both forms answer what the tables say."""

from collections.abc import Iterator

import pytest

from tertulia.core.activity.actors import Actor
from tertulia.core.people.models import Person
from tertulia.core.profiles.models import Audience, Avoidance, Field, Profile, ProfileWord
from tertulia.core.profiles.permissions import (
    can_avoid_person,
    can_list_person,
    can_see_field,
    can_write_to_person,
    listed_to,
    shown_to,
    written_to_by,
)
from tertulia.core.profiles.queries import sharing
from tests.house.sources import sentences
from tests.matrix.expected import TABLES
from tests.matrix.tables import ROLES
from tests.matrix.world import World

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]


@pytest.fixture(scope="module")
def policies() -> tuple[str, ...]:
    """How one joins says nothing here."""
    return ("open",)


def owner(world: World, role: str) -> Person:
    """Return somebody else, who belongs to every place of the world."""
    return world.people["leader" if role != "leader" else "host"]


def myself(world: World, role: str) -> Person | None:
    return world.people.get(role) if role != "deactivated" else None


@pytest.mark.parametrize("role", ROLES)
def test_fields(world: World, role: str) -> None:
    actor, them = world.actors[role], owner(world, role)
    cells = [(them, audience, audience.name.lower()) for audience in Audience]
    if me := myself(world, role):
        cells.append((me, Audience.SELF, "one's own"))
    found = []
    for person, audience, column in cells:
        shares = bool(sharing(actor, [person.pk]))
        allowed = TABLES["see_field"].allows(role, column, "", {})
        row = ProfileWord.objects.create(
            person=person, field=Field.KNOWS, place=0, word="x", key=column, audience=audience
        )
        seen = ProfileWord.objects.filter(shown_to(actor, "audience", "person"), pk=row.pk)
        if can_see_field(actor, person.pk, audience, shares) is not allowed:
            found.append(f"{column}: the Python form should say {allowed}")
        if seen.exists() is not allowed:
            found.append(f"{column}: the SQL form should say {allowed}")
    assert not found, sentences(found)


def listings(world: World, role: str) -> Iterator[tuple[str, Person, Audience]]:
    them = owner(world, role)
    for audience in (Audience.SITE, Audience.SHARED, Audience.SELF):
        yield audience.name.lower(), them, audience
    if me := myself(world, role):
        yield "oneself", me, Audience.SELF
    yield "shadow", world.people["shadow"], Audience.SITE
    if role != "deactivated":
        yield "closed", world.people["deactivated"], Audience.SITE


@pytest.mark.parametrize("role", ROLES)
def test_the_directory(world: World, role: str) -> None:
    actor, found = world.actors[role], []
    for column, person, audience in listings(world, role):
        allowed = TABLES["list_person"].allows(role, column, "", {})
        Profile.objects.update_or_create(person=person, defaults={"listed_for": audience})
        shares = bool(sharing(actor, [person.pk]))
        if can_list_person(actor, person, audience, shares) is not allowed:
            found.append(f"{column}: the Python form should say {allowed}")
        if listed_to(actor).filter(pk=person.pk).exists() is not allowed:
            found.append(f"{column}: the SQL form should say {allowed}")
    assert not found, sentences(found)


def reaching(world: World, role: str) -> Iterator[tuple[str, Person, bool]]:
    them, me = owner(world, role), myself(world, role)
    yield "another", them, False
    if me or role in ("anonymous", "deactivated"):
        for column, person, other in (
            ("blocks them", them, me),
            ("is blocked", me, them),
        ):
            rows = [Avoidance(person=person, other=other, is_block=True)] if me else []
            Avoidance.objects.bulk_create(rows)
            yield column, them, bool(rows)
            Avoidance.objects.all().delete()
    if me:
        yield "oneself", me, False
    yield "shadow", world.people["shadow"], False
    if role != "deactivated":
        yield "closed", world.people["deactivated"], False


@pytest.mark.parametrize("role", ROLES)
def test_writing_to_people(world: World, role: str) -> None:
    actor, found = world.actors[role], []
    for column, person, is_blocked in reaching(world, role):
        allowed = TABLES["write_to_person"].allows(role, column, "", {})
        if can_write_to_person(actor, person, is_blocked) is not allowed:
            found.append(f"{column}: the Python form should say {allowed}")
        if written_to_by(actor).filter(pk=person.pk).exists() is not allowed:
            found.append(f"{column}: the SQL form should say {allowed}")
    assert not found, sentences(found)


@pytest.mark.parametrize("role", ROLES)
def test_avoiding_people(world: World, role: str) -> None:
    actor = world.actors[role]
    whom = {"another": owner(world, role)}
    if me := myself(world, role):
        whom["oneself"] = me
    for column, person in whom.items():
        allowed = TABLES["avoid_person"].allows(role, column, "", {})
        assert can_avoid_person(actor, person.pk) is allowed, column


def test_a_system_that_acts_for_nobody_sees_no_more_than_it_is_given() -> None:
    assert not sharing(Actor(is_system=True), [1])
