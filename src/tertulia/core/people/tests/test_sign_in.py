import re
import statistics
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.core.activity.models import Activity
from tertulia.core.people.actions import (
    create_person,
    deactivate_person,
    end_other_sessions,
    end_session,
    reopen_person,
    set_password,
)
from tertulia.core.people.devices import spoken_of
from tertulia.core.people.entrance import may_sign_in
from tertulia.core.people.models import Deactivation, Person, Session
from tertulia.core.people.queries import actor_of_session, session_mark
from tertulia.core.people.signed_in import sessions_of
from tertulia.core.people.tests.visitors import (
    FIREFOX,
    PASSWORD,
    Hashing,
    prove_again,
    sign_in,
    who_is_in,
)
from tertulia.kit.limits import forget_spending
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import SYSTEM, acting, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    person = somebody("Ana")
    set_password(actor=acting(person), person=person, password=PASSWORD)
    return person


def signed_in(person, agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    assert sign_in(client, person.email).status_code == 302
    return client


def actor_at(client: Client):
    return actor_of_session(client.cookies["tertulia_session"].value)


def test_a_known_and_an_unknown_address_are_refused_alike(ana, monkeypatch):
    create_person(actor=SYSTEM, email="none@example.org", name="Without password")
    hashing = Hashing(monkeypatch)
    answers = []
    effort = [
        hashing.during(lambda at=at: answers.append(sign_in(Client(), at, "a wrong password")))
        for at in ("ana@example.org", "nobody@example.org", "none@example.org")
    ]
    assert effort == [1, 1, 1]
    assert {answer.status_code for answer in answers} == {200}
    said = [
        re.findall(r'class="notice problem".*?</div>', a.content.decode(), re.S) for a in answers
    ]
    assert said[0] == said[1] == said[2]
    assert len(said[0]) == 1


def test_asking_for_a_new_password_takes_as_long_for_everybody(ana, mailoutbox):
    def median(address: str) -> float:
        taken = []
        for _again in range(9):
            forget_spending()
            began = time.perf_counter()
            answer = Client().post("/account/password/reset/", {"email": address})
            taken.append(time.perf_counter() - began)
            assert answer["Location"] == "/account/password/reset/done/"
        return statistics.median(taken)

    median("warm@example.org")
    known, unknown = median("ana@example.org"), median("nobody@example.org")
    assert abs(known - unknown) < max(0.05, 0.6 * max(known, unknown))
    assert {letter.to[0] for letter in mailoutbox} >= {"ana@example.org", "nobody@example.org"}


def test_guessing_is_limited_by_address_and_by_account(ana):
    tries = [sign_in(Client(), "ana@example.org", "wrong").status_code for _n in range(12)]
    assert tries.count(200) == 10
    assert tries[-1] == 429
    elsewhere = Client(REMOTE_ADDR="10.9.9.9")
    assert sign_in(elsewhere, "ana@example.org").status_code == 302, "she is not locked out"
    for number in range(120):
        answer = sign_in(Client(REMOTE_ADDR=f"10.1.{number}.1"), "ana@example.org", "wrong")
    assert answer.status_code == 429
    others = [sign_in(Client(), f"n{n}@example.org", "wrong").status_code for n in range(60)]
    assert others[-1] == 429


def test_letters_to_one_address_are_not_endless(ana, mailoutbox):
    for number in range(20):
        client = Client(REMOTE_ADDR=f"10.2.0.{number}")
        assert client.post("/account/password/reset/", {"email": ana.email}).status_code == 302
    assert len(mailoutbox) == 6


def test_each_browser_is_listed_and_can_be_ended(ana):
    here = signed_in(ana)
    phone = signed_in(ana, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1")
    listed = sessions_of(actor_at(here))
    assert [(row.device, row.is_here) for row in listed] == [
        ("Firefox on Linux", True),
        ("Safari on iPhone", False),
    ]
    assert (listed[0].address, listed[0].means) == ("127.0.0.1", "password")
    page = here.get("/account/sessions").content.decode()
    assert "Safari on iPhone" in page
    assert here.cookies["tertulia_session"].value not in page
    assert here.post("/account/sessions/end", {"session": listed[1].mark}).status_code == 302
    assert (who_is_in(here), who_is_in(phone)) == (ana.pk, None)
    ended = Activity.objects.filter(verb="person.session_ended").values_list("data", flat=True)
    assert {"session": listed[1].mark} in ended
    assert here.post("/account/sessions/end", {"session": listed[1].mark}).status_code == 404


def test_all_others_end_at_once_and_this_one_goes_on(ana):
    here, others = signed_in(ana), [signed_in(ana) for _n in range(3)]
    assert here.post("/account/sessions/end-others").status_code == 302
    assert [who_is_in(each) for each in (here, *others)] == [ana.pk, None, None, None]


def test_nobody_ends_anothers_session(ana):
    ben = somebody("Ben")
    client = signed_in(ana)
    mark = session_mark(client.cookies["tertulia_session"].value)
    with pytest.raises(NotAllowed):
        end_session(actor=acting(ben), person=ana, mark=mark)
    with pytest.raises(NotHere):
        end_session(actor=acting(ben), person=ben, mark=mark)
    with pytest.raises(NotAllowed):
        end_other_sessions(actor=acting(ben), person=ana)
    assert who_is_in(client) == ana.pk


def test_a_session_of_an_older_epoch_is_not_revived_when_it_is_saved(ana):
    client = signed_in(ana)
    Person.objects.filter(pk=ana.pk).update(session_epoch=9)
    session = client.session
    session["anything"] = 1
    session.save()
    assert who_is_in(client) is None


def test_where_a_session_began_outlives_its_being_saved(ana):
    client = signed_in(ana)
    Session.objects.update(last_used_at=timezone.now() - timedelta(days=3))
    client.get("/account/email/")
    assert Session.objects.get().agent == FIREFOX


@pytest.mark.parametrize("agent", ["", "x" * 9000, "Mozilla/5.0 \x00\x1b[31m", "curl/8"])
def test_odd_agents_are_kept_as_text(ana, agent):
    client = signed_in(ana, agent)
    assert client.get("/account/sessions").status_code == 200
    assert len(Session.objects.get().agent) <= 200
    assert "\x00" not in Session.objects.get().agent
    assert spoken_of(agent)


def close_by_page(client: Client) -> None:
    prove_again(client)
    assert "30 days" in client.get("/account/close").content.decode()
    assert client.post("/account/close").status_code == 302


def test_whoever_closes_their_account_can_take_it_back_for_a_month(ana):
    client = signed_in(ana)
    close_by_page(client)
    ana.refresh_from_db()
    assert (ana.is_active, who_is_in(client)) == (False, None)
    back = Client()
    assert sign_in(back, ana.email)["Location"] == "/account/reopen/"
    assert who_is_in(back) is None
    assert "Everything is where you left it" in back.get("/account/reopen/").content.decode()
    assert back.post("/account/reopen/").status_code == 302
    assert who_is_in(back) == ana.pk
    assert not Deactivation.objects.exists()


@pytest.mark.parametrize("how", ["late", "operator"])
def test_after_that_or_when_an_operator_did_it_only_operators_open_it(ana, how):
    if how == "late":
        close_by_page(signed_in(ana))
        Deactivation.objects.update(at=timezone.now() - timedelta(days=31))
    else:
        deactivate_person(actor=SYSTEM, person=ana)
    ana.refresh_from_db()
    assert may_sign_in(ana)
    client = Client()
    assert sign_in(client, ana.email)["Location"] == "/account/inactive/"
    assert "can open it again" in client.get("/account/inactive/").content.decode()
    assert client.post("/account/reopen/").status_code == 302
    assert who_is_in(client) is None
    with pytest.raises(NotAllowed):
        reopen_person(actor=acting(ana), person=ana)
    reopen_person(actor=SYSTEM, person=ana)
    sign_in(client, ana.email)
    assert who_is_in(client) == ana.pk


def test_the_last_operator_stays():
    boss = somebody("Boss", is_operator=True)
    with pytest.raises(Refused, match="Nobody else runs this place"):
        deactivate_person(actor=acting(boss), person=boss)
    somebody("Second", is_operator=True)
    deactivate_person(actor=acting(boss), person=boss)


def test_a_session_that_is_used_lasts_and_is_noted_now_and_then(ana):
    client = signed_in(ana)
    assert "tertulia_session" not in client.get("/").cookies
    long_ago = timezone.now() - timedelta(days=20)
    Session.objects.update(last_used_at=long_ago, expire_date=timezone.now() + timedelta(days=1))
    answer = client.get("/")
    assert answer.cookies["tertulia_session"]["max-age"] == 60 * 60 * 24 * 30
    assert answer.cookies["tertulia_session"]["httponly"]
    kept = Session.objects.get()
    assert kept.last_used_at > timezone.now() - timedelta(minutes=1)
    assert kept.expire_date > timezone.now() + timedelta(days=29)
    assert "tertulia_session" not in client.get("/").cookies
