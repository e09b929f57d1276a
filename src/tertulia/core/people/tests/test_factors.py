import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tertulia.core.activity.models import Activity
from tertulia.core.people.actions import remove_factors, set_password
from tertulia.core.people.models import Session
from tertulia.core.people.tests.visitors import (
    FIREFOX,
    PASSWORD,
    link_in,
    prove_again,
    sign_in,
    who_is_in,
)
from tests.programs import SYSTEM, acting, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    person = somebody("Ana")
    set_password(actor=acting(person), person=person, password=PASSWORD)
    return person


def signed_in(person, **more) -> Client:
    client = Client(headers={"user-agent": FIREFOX}, **more)
    assert sign_in(client, person.email).status_code == 302
    return client


def code_now(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_app(person) -> tuple[Client, str, list[str]]:
    """Set up an authenticator app; return the browser, the secret and the recovery codes."""
    client = signed_in(person)
    prove_again(client)
    page = client.get("/account/app/").content.decode()
    found = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert found
    answer = client.post("/account/app/", {"code": code_now(found.group(1))})
    assert answer["Location"] == "/account/codes/"
    codes = re.findall(
        r"<li><code>(\d{8})</code></li>", client.get(answer["Location"]).content.decode()
    )
    assert len(codes) == 10
    return client, found.group(1), codes


@pytest.mark.parametrize(
    "path",
    ["/account/app/", "/account/keys/add/", "/account/codes/new/", "/account/close"],
)
def test_nothing_is_changed_before_one_proves_oneself_again(ana, path):
    client = signed_in(ana)
    for ask in (client.get, client.post):
        answer = ask(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/again/")
    assert client.post("/account/again/", {"password": "wrong"}).status_code == 200
    assert client.get(path).status_code == 302
    prove_again(client)
    assert client.get(path).status_code == 200


def test_the_new_address_is_asked_for_only_of_whoever_proved_themself(ana, mailoutbox):
    client = signed_in(ana)
    wish = {"email": "new@example.org", "action_add": ""}
    assert client.post("/account/email/", wish)["Location"].startswith("/account/again/")
    assert mailoutbox == []


def test_a_code_is_asked_for_after_the_password(
    ana, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        _client, secret, _codes = with_app(ana)
    assert [letter.to for letter in mailoutbox] == [["ana@example.org"]]
    assert Authenticator.objects.get(type="totp").data["secret"] != secret
    client = Client()
    assert sign_in(client, ana.email)["Location"] == "/account/login/code/"
    assert who_is_in(client) is None
    assert client.post("/account/login/code/", {"code": "000000"}).status_code == 200
    assert who_is_in(client) is None
    client.post("/account/login/code/", {"code": code_now(secret, 1)})
    assert who_is_in(client) == ana.pk
    again = Client()
    sign_in(again, ana.email)
    again.post("/account/login/code/", {"code": code_now(secret, 1)})
    assert who_is_in(again) is None, "a code is good for once"


def test_a_recovery_code_signs_in_once(ana):
    _client, _secret, codes = with_app(ana)
    for expected in (ana.pk, None):
        client = Client()
        sign_in(client, ana.email)
        client.post("/account/login/code/", {"code": codes[0]})
        assert who_is_in(client) == expected


def test_guessing_codes_is_limited_by_account(ana):
    _client, _secret, codes = with_app(ana)
    answers = []
    for number in range(12):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        sign_in(client, ana.email)
        answers.append(client.post("/account/login/code/", {"code": "123"}).status_code)
    assert answers[-1] == 429
    client = Client(REMOTE_ADDR="10.0.1.1")
    sign_in(client, ana.email)
    assert client.post("/account/login/code/", {"code": codes[0]}).status_code == 429


def test_whoever_lost_every_factor_is_let_in_by_the_operator(ana):
    with_app(ana)
    assert remove_factors(actor=SYSTEM, person=ana) == 2
    client = Client()
    sign_in(client, ana.email)
    assert who_is_in(client) == ana.pk


def test_another_secret_key_lets_nobody_in_and_breaks_nothing(ana, settings):
    _client, secret, codes = with_app(ana)
    client = Client()
    sign_in(client, ana.email)
    from tertulia.core.people import factors

    settings.SECRET_KEY = settings.SECRET_KEY
    real = factors._locksmith
    try:
        factors._locksmith = lambda: __import__("cryptography.fernet").fernet.Fernet(
            b"YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY="
        )
        for code in (code_now(secret, 1), codes[0]):
            assert client.post("/account/login/code/", {"code": code}).status_code == 200
    finally:
        factors._locksmith = real
    assert who_is_in(client) is None


def test_stopping_to_ask_takes_the_codes_along(ana, mailoutbox):
    client, _secret, _codes = with_app(ana)
    assert client.post("/account/app/remove/")["Location"] == "/account/factors/"
    assert not Authenticator.objects.exists()
    assert "no longer asked for" in mailoutbox[-1].subject
    verbs = Activity.objects.filter(person=ana.pk).values_list("verb", flat=True)
    assert "person.factors_changed" in verbs
    assert client.get("/account/app/remove/")["Location"] == "/account/security"
    assert client.get("/account/codes/")["Location"] == "/account/security"


def test_the_codes_can_be_kept_in_a_file_and_made_anew(ana):
    client, _secret, codes = with_app(ana)
    file = client.get("/account/codes/file/")
    assert file["Content-Disposition"].startswith("attachment")
    assert all(code in file.content.decode() for code in codes)
    assert client.post("/account/codes/new/").status_code == 302
    assert not set(codes) & set(
        re.findall(r"\d{8}", client.get("/account/codes/").content.decode())
    )


def test_an_address_changes_when_the_letter_to_the_new_one_is_opened(ana, mailoutbox):
    client = signed_in(ana)
    prove_again(client)
    client.post("/account/email/", {"email": "Nova@example.org", "action_add": ""})
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"
    page = client.get("/account/email/").content.decode()
    assert "nova@example.org is waiting" in page
    client.post(link_in(mailoutbox[0].body))
    ana.refresh_from_db()
    assert ana.email == "nova@example.org"
    assert [letter.to for letter in mailoutbox[1:]] == [["ana@example.org"]]
    assert "nova@example.org" in mailoutbox[1].body
    for address, expected in (("ana@example.org", None), ("nova@example.org", ana.pk)):
        other = Client()
        sign_in(other, address)
        assert who_is_in(other) == expected


def test_anothers_address_is_not_told_and_not_taken(ana, mailoutbox):
    somebody("Ben")
    client = signed_in(ana)
    prove_again(client)
    answers = [
        client.post("/account/email/", {"email": at, "action_add": ""})
        for at in ("ben@example.org", "nobody@example.org")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    client.post(link_in(mailoutbox[0].body))
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"


def test_a_change_of_address_can_be_taken_back(ana, mailoutbox):
    client = signed_in(ana)
    prove_again(client)
    client.post("/account/email/", {"email": "nova@example.org", "action_add": ""})
    client.post("/account/email/", {"email": "nova@example.org", "action_remove": ""})
    client.post(link_in(mailoutbox[0].body))
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"


def test_a_new_password_ends_every_other_session(ana):
    here, there = signed_in(ana), signed_in(ana)
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert here.post("/account/password/change/", new).status_code == 302
    assert (who_is_in(here), who_is_in(there)) == (ana.pk, None)
    assert here.get("/account/security").status_code == 200
    assert who_is_in(here) == ana.pk
    assert Session.objects.filter(person=ana).count() == 1
