"""The directory's page, and what is folded for one reader alone."""

import pytest
from django.test import Client

from tertulia.core.people.models import Person
from tertulia.core.profiles.actions import describe_person, mute_person
from tertulia.core.threads.actions import reply, start_thread
from tertulia.lenses.directory.sheet import hiding_sheet
from tests.programs import Program, acting, place, somebody

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_visitors_are_asked_to_sign_in() -> None:
    somebody("Ana")
    answer = Client().get("/people")
    assert answer.status_code in (302, 401)
    assert b"Ana" not in answer.content


def test_one_looks_for_people_by_what_they_tell() -> None:
    ana, ben = somebody("Ana"), somebody("Ben")
    describe_person(actor=acting(ana), person=ana, words={"knows": ["<b>kites</b>"]})
    page = told(browser(ben), "/people?knows=%3Cb%3EKITES")
    assert "&lt;b&gt;kites" in page
    assert 'href="/p/ana"' in page
    assert 'href="/p/ben"' in page.split('id="main"')[0]  # one's own menu
    assert 'href="/p/ben"' not in page.split('id="main"')[1]
    assert "Nobody found" in told(browser(ben), "/people?speaks=Basque&knows=kites%00")


def test_the_members_of_a_place_are_found_by_those_who_read_there() -> None:
    ana, ben = somebody("Ana"), somebody("Ben")
    place("cellar", ana, visibility="secret", join_policy="invitation")
    place("club", ana, visibility="members", join_policy="request")
    for slug in ("cellar", "club", "nowhere"):
        told(browser(ben), f"/people?community={slug}", 404)
        assert Program(ben).get(f"/people?community={slug}").status_code == 404
    assert 'href="/p/ana"' in told(browser(ana), "/people?community=cellar")
    assert [one["handle"] for one in Program(ana).all_of("/people?community=CLUB")] == ["ana"]


def test_a_long_list_goes_on_where_it_ended() -> None:
    ana = somebody("Aaa")
    for number in range(31):
        somebody(f"Kite {number:02}")
    first = told(browser(ana), "/people?q=kite")
    assert first.count('href="/p/kite-') == 30
    more = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert told(browser(ana), more).count('href="/p/kite-') == 1
    assert told(browser(ana), "/people?cursor=nonsense")


def test_what_the_muted_write_is_folded_by_a_sheet_of_ones_own() -> None:
    ana, ben, cas = somebody("Ana"), somebody("Ben"), somebody("Cas")
    community = place("kites", ana, ben, cas)
    starter = start_thread(
        actor=acting(ben), community=community, kind="discussion", title="Wind", source="Words."
    )
    reply(actor=acting(cas), thread_id=starter.thread_id, source="Other words.")
    client, address = browser(ana), f"/t/{starter.thread_id}/wind"
    assert "hidden.css" not in told(client, address)
    assert client.post("/p/ben/avoid", {"act": "mute"})["Location"] == "/p/ben"
    page = told(client, address)
    assert f"/hidden.css?of={ana.pk}-1" in page
    assert "hidden.css" not in told(browser(cas), address)
    sheet = told(client, f"/hidden.css?of={ana.pk}-1")
    assert f'[data-author="{ben.pk}"]' in sheet
    assert f'[data-author="{cas.pk}"]' not in sheet
    assert told(browser(cas), f"/hidden.css?of={ana.pk}-1") == ""
    assert told(Client(), "/hidden.css") == ""
    assert f'data-author="{ben.pk}"' in told(client, "/c/kites")
    assert "Ben" in told(client, "/account/avoided")
    client.post("/p/ben/avoid", {"act": "meet", "next": "/account/avoided"})
    assert "hidden.css" not in told(client, address)


def test_an_odd_wish_is_answered_and_leads_nowhere_else() -> None:
    ana = somebody("Ana")
    somebody("Ben")
    client = browser(ana)
    for act in ("", "erase"):
        assert client.post("/p/ben/avoid", {"act": act}).status_code == 404
    assert client.post("/p/ana/avoid", {"act": "block"}).status_code == 403
    mute_person(actor=acting(ana), person=Person.objects.get(handle="ben").pk)
    answer = client.post("/p/ben/avoid", {"act": "meet", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/p/ben"


def test_the_sheet_says_nothing_where_nobody_is_hidden() -> None:
    assert hiding_sheet([]) == ""


def test_what_the_muted_wrote_is_not_found() -> None:
    ana, ben = somebody("Ana"), somebody("Ben")
    community = place("kites", ana, ben)
    start_thread(
        actor=acting(ben), community=community, kind="discussion", title="Zephyr", source="Wind."
    )
    reader = Program(ana)
    assert len(reader.get("/search?q=zephyr").json()["items"]) == 1
    mute_person(actor=acting(ana), person=ben.pk)
    assert reader.get("/search?q=zephyr").json()["items"] == []
    assert len(Program(ben).get("/search?q=zephyr").json()["items"]) == 1
