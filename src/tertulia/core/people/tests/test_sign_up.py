from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.activity.models import Activity
from tertulia.core.people.actions import (
    forget_unverified,
    invite_person,
    join_site,
    revoke_invitation,
)
from tertulia.core.people.models import Joining, Person, SiteInvitation
from tertulia.core.people.permits import PermitKind, SignUpPermit, name_permit, sign_up_address
from tertulia.core.people.tests.visitors import (
    PASSWORD,
    Hashing,
    began,
    link_in,
    sign_in,
    sign_up,
    who_is_in,
)
from tertulia.kit.web.refusals import NotAllowed, Refused
from tests.programs import SYSTEM, acting, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings):
    """Return a way to say how this place lets people in, and whether it can send letters."""

    def tell(sign_up: str, mail: bool = True) -> None:
        settings.TERTULIA = settings.TERTULIA.model_copy(update={"sign_up": sign_up})
        settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory" if mail else "none"

    return tell


def joined(person: Person) -> list[dict]:
    return [a.data for a in Activity.objects.filter(verb="person.joined_site", person=person.pk)]


def test_a_newcomer_signs_up_verifies_and_is_in(place, mailoutbox):
    place("open")
    client = Client()
    assert client.get("/account/signup/").status_code == 200
    answer = sign_up(client, "New@Example.org", name="Ana  Nova")
    assert answer["Location"] == "/account/email/sent/"
    person = Person.objects.get(email="new@example.org")
    assert (person.handle, who_is_in(client), joined(person)) == ("Ana-Nova", None, [])
    link = link_in(mailoutbox[0].body)
    assert client.get(link).status_code == 200
    assert who_is_in(client) is None
    assert client.post(link)["Location"] == "/"
    assert who_is_in(client) == person.pk
    assert joined(person) == [{}]
    assert EmailAddress.objects.get(user=person).verified


def test_the_letter_may_be_opened_in_another_browser(place, mailoutbox):
    place("open")
    sign_up(Client())
    other = Client()
    other.post(link_in(mailoutbox[0].body))
    person = Person.objects.get(email="new@example.org")
    assert joined(person) == [{}]
    assert who_is_in(other) is None
    sign_in(other, "new@example.org")
    assert who_is_in(other) == person.pk
    assert joined(person) == [{}]


def test_until_then_nobody_signs_in_and_another_letter_can_be_had(place, mailoutbox):
    place("open")
    sign_up(Client())
    client = Client()
    assert sign_in(client, "new@example.org")["Location"] == "/account/email/sent/"
    assert who_is_in(client) is None
    assert len(mailoutbox) == 2
    for _again in range(20):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{_again}"), "new@example.org")
    assert len(mailoutbox) <= 6


def test_without_mail_nobody_waits(place):
    place("open", mail=False)
    client = Client()
    assert sign_up(client)["Location"] == "/"
    person = Person.objects.get(email="new@example.org")
    assert who_is_in(client) == person.pk
    assert joined(person) == [{}]
    assert not Joining.objects.exists()


@pytest.mark.parametrize("how", ["invitation", "closed"])
def test_where_it_is_not_open_the_form_is_not_there(place, how):
    place(how)
    client = Client()
    page = client.get("/account/signup/")
    assert page.status_code == 200
    assert b"password1" not in page.content
    sign_up(client)
    assert not Person.objects.filter(email="new@example.org").exists()
    with pytest.raises(NotAllowed):
        join_site(actor=ANONYMOUS, email="a@b.org", name="A", password=PASSWORD)


def test_a_known_address_gets_the_same_answer_in_the_same_time(place, mailoutbox, monkeypatch):
    place("open")
    somebody("Ana")
    hashing = Hashing(monkeypatch)
    answers = []
    effort = [
        hashing.during(lambda at=at: answers.append(sign_up(Client(), at)))
        for at in ("nobody@example.org", "ANA@example.org")
    ]
    assert effort[0] == effort[1] == 1
    assert [(a.status_code, a["Location"], a.content) for a in answers[:1]] == [
        (a.status_code, a["Location"], a.content) for a in answers[1:]
    ]
    assert [letter.to for letter in mailoutbox] == [["nobody@example.org"], ["ana@example.org"]]
    assert "already" in mailoutbox[1].subject
    assert Person.objects.filter(email__iexact="ana@example.org").count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"website": "https://spam.example"},
        {"began": 0},
        {"began": 60 * 60 * 25},
        {"began": "made up"},
        {"began": ""},
    ],
)
def test_programs_are_answered_like_people_and_get_nothing(place, mailoutbox, monkeypatch, given):
    place("open")
    if isinstance(given.get("began"), int):
        given = {"began": began(given["began"])}
    hashing = Hashing(monkeypatch)
    answers = []
    assert hashing.during(lambda: answers.append(sign_up(Client(), **given))) == 1
    assert (answers[0].status_code, answers[0]["Location"]) == (302, "/account/email/sent/")
    assert not Person.objects.filter(email="new@example.org").exists()
    assert mailoutbox == []


@pytest.mark.parametrize(
    "given",
    [{"name": ""}, {"name": "x" * 101}, {"email": "none"}, {"password1": "1234567890"}],
)
def test_what_cannot_be_is_said_at_its_field(place, given):
    place("open")
    answer = sign_up(Client(), **{"email": "new@example.org", **given})
    assert answer.status_code == 200
    assert b"aria-invalid" in answer.content
    assert PASSWORD.encode() not in answer.content
    assert not Person.objects.filter(email="new@example.org").exists()


def test_signing_up_is_limited_by_address(place):
    place("open")
    answers = [sign_up(Client(), f"n{n}@example.org").status_code for n in range(25)]
    assert answers.count(302) == 20
    assert answers[-1] == 429
    elsewhere = sign_up(Client(REMOTE_ADDR="10.1.2.3"), "n99@example.org")
    assert elsewhere.status_code == 302


def test_an_invitation_by_letter_lets_its_reader_in_at_once(place, mailoutbox):
    place("invitation")
    boss = somebody("Boss", is_operator=True)
    link = invite_person(actor=acting(boss), email="New@example.org", note="Come and see")
    path = "/" + link.split("/", 3)[3]
    client = Client()
    form = client.get(path)
    assert form.status_code == 302
    assert b'value="new@example.org"' in client.get(form["Location"]).content
    assert SiteInvitation.objects.get().uses == 0
    assert sign_up(client, address=form["Location"])["Location"] == "/"
    person = Person.objects.get(email="new@example.org")
    assert who_is_in(client) == person.pk
    invitation = SiteInvitation.objects.get()
    assert joined(person) == [{"permit": "invitation", "key": str(invitation.pk)}]
    assert invitation.uses == 1
    assert b"lets nobody in" in Client().get(path).content


def test_whoever_uses_it_with_another_address_verifies_that_one(place, mailoutbox):
    place("invitation")
    link = invite_person(actor=SYSTEM, email="new@example.org")
    client = Client()
    form = client.get("/" + link.split("/", 3)[3])["Location"]
    answer = sign_up(client, "other@example.org", address=form)
    assert answer["Location"] == "/account/email/sent/"
    assert who_is_in(client) is None


def test_a_link_lets_in_as_many_as_it_says(place):
    place("invitation", mail=False)
    link = invite_person(actor=SYSTEM, uses=2, note="For the guild")
    path = "/" + link.split("/", 3)[3]
    forms = [Client().get(path)["Location"] for _n in range(3)]
    for number, form in enumerate(forms):
        sign_up(Client(), f"n{number}@example.org", address=form)
    assert Person.objects.filter(email__startswith="n").count() == 2
    assert SiteInvitation.objects.get().uses == 2


@pytest.mark.parametrize("how", ["old", "revoked", "closed", "made up"])
def test_what_lets_nobody_in_says_so(place, how):
    place("invitation")
    path = "/" + invite_person(actor=SYSTEM, email="new@example.org").split("/", 3)[3]
    form = Client().get(path)["Location"]
    if how == "old":
        SiteInvitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    elif how == "revoked":
        revoke_invitation(actor=SYSTEM, invitation_id=SiteInvitation.objects.get().pk)
    elif how == "closed":
        place("closed")
    else:
        path, form = "/account/invitation/%00%ff", "/account/signup/?permit=made-up"
    assert Client().get(path).status_code in (200, 404)
    assert sign_up(Client(), address=form).status_code == 200
    assert not Person.objects.filter(email="new@example.org").exists()


def test_another_slice_lets_people_in_and_hears_of_it(place, mailoutbox):
    place("invitation")
    heard: list = []
    name_permit(
        "test-door",
        PermitKind(
            lambda key: key == "7",
            lambda key: heard.append(("claimed", key)),
            lambda actor, key: heard.append((actor.person_id, key)),
        ),
    )
    client = Client()
    assert (
        sign_up(client, address=sign_up_address(SignUpPermit("test-door", "8"))).status_code == 200
    )
    sign_up(client, address=sign_up_address(SignUpPermit("test-door", "7")))
    assert heard == [("claimed", "7")]
    Client().post(link_in(mailoutbox[0].body))
    person = Person.objects.get(email="new@example.org")
    assert heard[1:] == [(person.pk, "7")]


@pytest.mark.parametrize(
    "wish", [{"email": "ana@example.org"}, {"email": "none"}, {"days": 0}, {"uses": 10_001}]
)
def test_invitations_that_cannot_be_made(place, wish):
    place("invitation")
    somebody("Ana")
    with pytest.raises(Refused):
        invite_person(actor=SYSTEM, **wish)


def test_whoever_never_opened_the_letter_is_forgotten(place):
    place("open")
    sign_up(Client())
    somebody("Ana")
    Joining.objects.update(began_at=timezone.now() - timedelta(days=8))
    assert forget_unverified(actor=SYSTEM) == 1
    assert list(Person.objects.values_list("handle", flat=True)) == ["ana"]


def test_two_of_the_same_name_at_once_both_get_in(place, monkeypatch):
    place("open")
    somebody("Ana")
    from tertulia.core.people.actions import joining

    real, asked = joining.free_handle, []

    def stale(wish: str) -> str:
        asked.append(wish)
        return "ana" if len(asked) == 1 else real(wish)

    monkeypatch.setattr(joining, "free_handle", stale)
    assert sign_up(Client(), name="Ana").status_code == 302
    assert Person.objects.get(email="new@example.org").handle == "Ana-2"


def test_an_operator_invites_and_takes_back_on_a_page(place, mailoutbox):
    place("invitation")
    boss, ana = somebody("Boss", is_operator=True), somebody("Ana")
    client = Client()
    client.force_login(ana)
    assert client.get("/operator/invitations").status_code == 404
    client.force_login(boss)
    wish = {"email": "", "note": "The guild", "days": "7", "uses": "3"}
    page = client.post("/operator/invitations", wish).content.decode()
    assert link_in(page.split("<code")[1]).startswith("/account/invitation/")
    assert "0 of 3 used" in page
    refused = client.post("/operator/invitations", {**wish, "days": "many"})
    assert (refused.status_code, b"between 1 and 365" in refused.content) == (422, True)
    one = SiteInvitation.objects.get().pk
    assert client.post(f"/operator/invitations/{one}/revoke").status_code == 302
    assert b"The guild" not in client.get("/operator/invitations").content
