"""What people tell of themselves, and who reads it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.people.actions import deactivate_person, find_or_make_shadows
from tertulia.core.people.models import Person
from tertulia.core.profiles.actions import describe_person
from tertulia.core.profiles.models import Audience
from tertulia.core.profiles.queries import Wish, described, own_description, people_listed
from tertulia.kit.web.refusals import NotAllowed, Refused
from tests.programs import SYSTEM, Program, acting, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


def tells(person: Person, **more: object) -> None:
    """Have somebody tell something of themself."""
    describe_person(actor=acting(person), person=person, **more)


def found(person: Person, **wish: str) -> list[str]:
    return [one.handle for one in people_listed(acting(person), Wish(**wish))]


def test_a_field_is_read_by_its_audience_alone() -> None:
    ana, ben, cas = somebody("Ana"), somebody("Ben"), somebody("Cas")
    place("kites", ana, ben)
    for audience, readers in (
        (Audience.EVERYONE, "abc-"),
        (Audience.SITE, "abc"),
        (Audience.SHARED, "ab"),
        (Audience.SELF, "a"),
    ):
        names = ("about", "pronouns", "unit", "time_zone", "knows", "wants", "speaks")
        tells(
            ana,
            texts={"about": "I", "pronouns": "she", "unit": "Mill", "time_zone": "Europe/Paris"},
            words={"knows": ["kites"], "wants": ["wind"], "speaks": ["Basque"]},
            audiences=dict.fromkeys(names, audience),
        )
        for who, actor in zip("abc-", [*map(acting, (ana, ben, cas)), ANONYMOUS], strict=True):
            it = described(actor, "ANA")
            assert it is not None
            assert [bool(getattr(it, name)) for name in names] == [who in readers] * len(names)


def test_nobody_is_found_by_what_they_do_not_tell_the_one_who_looks() -> None:
    ana, ben, cas = somebody("Ana"), somebody("Ben"), somebody("Cas")
    place("kites", ana, ben)
    tells(
        ana,
        texts={"unit": "Mill"},
        words={"knows": ["Box Kites"], "wants": ["Wind"], "speaks": ["Basque"]},
        audiences={"knows": Audience.SHARED, "unit": Audience.SHARED, "wants": Audience.SELF},
    )
    assert found(ben, knows="box  KITES") == found(ben, unit="mi") == ["ana"]
    assert found(cas, knows="box kites") == found(cas, unit="mill") == []
    assert found(ben, wants="wind") == []
    assert found(ana, wants="wind") == ["ana"]
    assert found(cas, speaks="bas") == ["ana"]
    assert found(cas, speaks="bas", name="@AN") == ["ana"]
    assert found(cas, speaks="bas", name="b") == []


def test_the_directory_shows_who_lets_themselves_be_found() -> None:
    ana, ben, cas = somebody("Ana"), somebody("Ben"), somebody("Cas")
    place("kites", ana, ben)
    find_or_make_shadows(actor=SYSTEM, source="elsewhere", keys=["Shade"])
    tells(ana, audiences={"listed": Audience.SHARED})
    assert (found(ben), found(cas)) == (["ana", "ben", "cas"], ["ben", "cas"])
    tells(ana, audiences={"listed": Audience.SELF})
    assert (found(ben), found(ana)) == (["ben", "cas"], ["ana", "ben", "cas"])
    deactivate_person(actor=acting(cas), person=cas)
    assert found(ben) == ["ben"]
    assert not people_listed(ANONYMOUS, Wish())


def test_a_page_of_people_costs_the_same_for_one_and_for_thirty() -> None:
    ana = somebody("Ana")
    costs = []
    for count in (1, 30):
        for _more in range(count):
            one = somebody()
            tells(one, words={"knows": ["kites", "knots"]})
        with CaptureQueriesContext(connection) as told:
            people_listed(acting(ana), Wish(knows="kites"))
        costs.append(len(told))
    assert costs[0] == costs[1] <= 4


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"texts": {"about": "x" * 5_001}}, "about"),
        ({"texts": {"pronouns": "x" * 41}}, "pronouns"),
        ({"texts": {"unit": "two\nlines"}}, "unit"),
        ({"texts": {"time_zone": "Mars/Olympus"}}, "time_zone"),
        ({"texts": {"email": "x"}}, "email"),
        ({"words": {"knows": ["x" * 61]}}, "knows"),
        ({"words": {"knows": [f"w{n}" for n in range(31)]}}, "knows"),
        ({"words": {"about": ["x"]}}, "about"),
        ({"audiences": {"about": 4}}, "about_for"),
        ({"audiences": {"email": 0}}, "email"),
        ({"audiences": {"listed": Audience.EVERYONE}}, "listed_for"),
    ],
)
def test_what_cannot_be_told(given: dict, field: str) -> None:
    ana = somebody("Ana")
    tells(ana, texts={"unit": "Mill"}, words={"knows": ["kites"]})
    with pytest.raises(Refused) as refusal:
        tells(ana, **given)
    assert refusal.value.field == field
    told, _kept = own_description(Person.objects.get(pk=ana.pk))
    assert (told.unit, told.knows) == ("Mill", ["kites"])


def test_words_are_kept_once_in_their_order_and_as_they_were_typed() -> None:
    ana = somebody("Ana")
    tells(ana, words={"knows": ["Straße", " ", "knots", "STRASSE", "Knots "]})
    told, _kept = own_description(ana)
    assert told.knows == ["Straße", "knots"]


def test_nobody_else_writes_what_one_tells() -> None:
    ana, ben = somebody("Ana"), somebody("Ben")
    with pytest.raises(NotAllowed):
        describe_person(actor=acting(ben), person=ana, texts={"unit": "Mine"})


def test_programs_read_and_change_profiles_by_the_same_rule() -> None:
    ana, ben = somebody("Ana"), somebody("Ben")
    own = Program(ana)
    wish = {"knows": ["kites"], "unit": "Mill", "audiences": {"unit": "self"}}
    told = own.patch("/me/profile", wish).json()
    assert (told["knows"], told["unit"], told["audiences"]["unit"]) == (["kites"], "Mill", "self")
    assert own.get("/people/ana").json()["unit"] == "Mill"
    other = Program(ben, "read")
    assert other.get("/people/ana").json()["unit"] == ""
    assert [one["handle"] for one in other.all_of("/people?knows=kite")] == ["ana"]
    assert not list(other.all_of("/people?unit=mill"))
    assert other.patch("/me/profile", wish).status_code == 403
    assert Program().get("/people/ana").json()["knows"] == []
    assert_problem(Program().get("/people"), 401)
    assert_problem(own.patch("/me/profile", {"audiences": {"unit": "all"}}), 422, "audiences.unit")
