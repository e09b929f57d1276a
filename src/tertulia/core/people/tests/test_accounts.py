from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.core.activity.models import Activity
from tertulia.core.people.actions import (
    change_profile,
    create_person,
    create_token,
    deactivate_person,
    find_or_make_shadows,
    set_password,
    sign_out_everywhere,
)
from tertulia.core.people.models import Person, Session
from tertulia.core.people.queries import actor_of_session, bearer_of
from tertulia.kit.web.refusals import NotAllowed, Refused
from tests.programs import SYSTEM, acting, somebody

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet word"


def browser(person: Person) -> str:
    """Sign somebody in and return the key of their session."""
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


def test_a_session_knows_its_person():
    ana = somebody("Ana")
    actor = actor_of_session(browser(ana))
    assert (actor.person_id, actor.handle, actor.signed_in) == (ana.pk, "ana", True)
    assert actor_of_session("no such key") is None


def test_an_old_session_is_none():
    key = browser(somebody())
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert actor_of_session(key) is None


@pytest.mark.parametrize("how", ["everywhere", "password", "deactivated"])
def test_every_session_ends_at_once(how):
    ana, ben = somebody(), somebody()
    keys, other = [browser(ana), browser(ana)], browser(ben)
    if how == "everywhere":
        sign_out_everywhere(actor=acting(ana), person=ana)
    elif how == "password":
        set_password(actor=acting(ana), person=ana, password=PASSWORD)
    else:
        deactivate_person(actor=acting(ana), person=ana)
    assert [actor_of_session(key) for key in keys] == [None, None]
    assert actor_of_session(other) is not None
    assert Activity.objects.filter(verb="person.signed_out", person=ana.pk).exists()


def test_the_epoch_alone_ends_a_session_that_is_still_stored():
    ana = somebody()
    key = browser(ana)
    Person.objects.filter(pk=ana.pk).update(session_epoch=2)
    assert Session.objects.filter(session_key=key).exists()
    assert actor_of_session(key) is None


def test_a_closed_account_opens_no_door():
    ana = somebody()
    ana.set_password(PASSWORD)
    ana.save()
    token = create_token(actor=acting(ana), person=ana, scope="write")
    key = browser(ana)
    deactivate_person(actor=acting(ana), person=ana)
    assert bearer_of(token) is None
    assert actor_of_session(key) is None
    answer = Client().post("/account/login/", {"login": ana.email, "password": PASSWORD})
    assert "tertulia_session" not in answer.cookies or not actor_of_session(
        answer.cookies["tertulia_session"].value
    )


def test_signing_in_at_the_door_and_out_again():
    ana = somebody()
    set_password(actor=acting(ana), person=ana, password=PASSWORD)
    client = Client()
    answer = client.post("/account/login/", {"login": ana.email.upper(), "password": PASSWORD})
    assert answer.status_code == 302
    key = client.cookies["tertulia_session"].value
    assert actor_of_session(key).person_id == ana.pk
    client.post("/account/logout/")
    assert actor_of_session(key) is None
    assert Activity.objects.filter(verb="person.session_ended", person=ana.pk).exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "ANA@example.org"}, "email"),
        ({"name": "  "}, None),
        ({"handle": "ana"}, "handle"),
        ({"handle": "me"}, "handle"),
        ({"password": "short"}, None),
    ],
)
def test_people_that_cannot_be_made(given, field):
    somebody("Ana")
    wish = {"email": "new@example.org", "name": "New", **given}
    with pytest.raises(Refused) as refusal:
        create_person(actor=SYSTEM, **wish)
    assert field is None or refusal.value.field == field
    assert str(refusal.value)
    assert not Person.objects.filter(email="new@example.org").exists()


def test_names_alike_get_handles_of_their_own():
    made = [
        create_person(actor=SYSTEM, email=f"{n}@example.org", name="José Pérez") for n in range(3)
    ]
    assert [person.handle for person in made] == ["José-Pérez", "José-Pérez-2", "José-Pérez-3"]


def test_shadows_are_made_once_and_cannot_sign_in():
    keys = ["ana", "ANA", "boß", "\u200b", "admin"]
    first = find_or_make_shadows(actor=SYSTEM, source="forum", keys=keys)
    again = find_or_make_shadows(actor=SYSTEM, source="forum", keys=[*keys, "new"])
    assert {key: again[key] for key in keys} == first
    assert len(set(again.values())) == 6
    for person in Person.objects.filter(pk__in=again.values()):
        assert person.is_shadow
        assert person.email is None
        assert not person.has_usable_password()


def test_only_oneself_and_operators_change_a_page():
    ana, ben, boss = somebody(), somebody(), somebody(is_operator=True)
    with pytest.raises(NotAllowed):
        change_profile(actor=acting(ben), person=ana, name="Spoilt", about="")
    change_profile(actor=acting(boss), person=ana, name="Mended", about="Much *better*\n")
    ana.refresh_from_db()
    assert (ana.name, ana.about) == ("Mended", "Much *better*\n")
    with pytest.raises(Refused, match="too long"):
        change_profile(actor=acting(ana), person=ana, name="Ana", about="x" * 5_001)
