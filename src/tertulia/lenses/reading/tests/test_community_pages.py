"""The finder, and the pages of those who look after a community."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.core.communities.actions import archive_community, write_charter
from tertulia.core.communities.models import Community, Role, Term
from tertulia.core.threads.actions import start_thread
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db


def browser(person=None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_finder_finds_by_charter_and_titles_as_far_as_one_may_read():
    ann = somebody()
    weirs, club = place("weirs"), place("club", ann, visibility="members")
    place("cellar", visibility="secret")
    write_charter(actor=SYSTEM, community=weirs, domain_statement="Größe of sluices")
    write_charter(
        actor=SYSTEM, community=club, domain_statement="Clocks", key_questions=["Herons?"]
    )
    start_thread(
        actor=acting(ann), community=club, kind="discussion", title="Ibis nests", source="Here."
    )
    visitor, member = browser(), browser(ann)
    everything = shown(visitor, "/communities")
    assert "Weirs" in everything
    assert "Club" in everything
    assert "Cellar" not in everything
    assert "Ibis" not in everything
    assert "Ibis nests" in shown(member, "/communities")
    for words, seen, hidden in (("grosse", "Weirs", "Club"), ("GRÖSSE sluice", "Weirs", "Club")):
        found = shown(visitor, f"/communities?q={words}")
        assert (f">{seen}<" in found, f">{hidden}<" in found) == (True, False)
    for words in ("herons", "ibis"):
        assert ">Club<" not in shown(visitor, f"/communities?q={words}")
        assert ">Club<" in shown(member, f"/communities?q={words}")
    assert ">Weirs<" not in shown(member, "/communities?mine=on")


def test_the_finder_goes_page_by_page_and_shows_what_was_put_away():
    for number in range(30):
        it = place(f"place-{number}")
        Community.objects.filter(pk=it.pk).update(
            founded_at=timezone.now() - timedelta(days=number)
        )
    old = place("old-mill")
    archive_community(actor=SYSTEM, community=old)
    client = browser()
    first = shown(client, "/communities")
    assert first.count('class="card community-card"') == 24
    more = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = shown(client, f"/communities{more}")
    assert rest.count('class="card community-card"') == 6
    assert "Old-Mill" not in first + rest
    assert "Old-Mill" in shown(client, "/communities?archived=on")
    assert "archived" in shown(client, "/c/old-mill")


def test_a_change_of_who_sees_is_asked_about_in_plain_words():
    ann = somebody()
    it = place("weirs", coordinator=ann)
    client, address = browser(ann), "/c/weirs/settings"
    form = {
        "name": "Weirs", "slug": "weirs", "visibility": "secret", "join_policy": "invitation",
        "language": "es", "time_zone": "Europe/Madrid", "licence": "CC BY 4.0", "parent": "",
    }  # fmt: skip
    asked = client.post(address, form).content.decode()
    assert "Anyone reads" in asked
    assert "Only members know" in asked
    assert Community.objects.get(pk=it.pk).visibility == "public"
    assert client.post(address, {**form, "sure": "members"}).status_code == 200
    assert client.post(address, {**form, "sure": "secret"}).status_code == 302
    it.refresh_from_db()
    assert (it.visibility, it.language, it.time_zone) == ("secret", "es", "Europe/Madrid")
    assert browser(somebody()).get(address).status_code == 404
    wrong = client.post(address, {**form, "sure": "secret", "time_zone": "Nowhere"})
    assert wrong.status_code == 422
    assert "Nowhere" in wrong.content.decode()


def test_founding_below_and_moving_on_the_pages(settings):
    ann, bob = somebody(), somebody()
    place("top", bob, coordinator=ann)
    mine = browser(ann)
    below = {"name": "Below", "slug": "below", "parent": "top", "domain_statement": "Sand."}
    assert mine.post("/communities/new", below).status_code == 302
    assert "Below" in shown(browser(), "/c/top")
    assert ">Top</a>" in shown(browser(), "/c/below")
    assert browser(bob).get("/communities/new").status_code == 403
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"founding": "members"})
    form = {"name": "Bobs", "slug": "bobs", "visibility": "site", "join_policy": "open"}
    assert browser(bob).post("/communities/new", form).status_code == 302
    assert browser(bob).post("/communities/new", form).status_code == 422
    assert browser(bob).post("/communities/new", {**form, "parent": "top"}).status_code == 403


def test_members_and_roles_on_the_pages():
    ann, bob, eve = somebody("Ann"), somebody("Bob"), somebody("Eve")
    it = place("weirs", bob, coordinator=ann)
    boss = browser(ann)
    assert boss.post("/c/weirs/members", {"handle": "@eve"}).status_code == 302
    assert boss.post("/c/weirs/members", {"handle": "nobody-here"}).status_code == 422
    soon = date.today() + timedelta(days=3)
    form = {"handle": "bob", "role": "host", "until": str(soon), "note": "Keys.", "act": "give"}
    assert boss.post("/c/weirs/roles/change", form).status_code == 302
    page = shown(boss, "/c/weirs/roles")
    assert "Terms that end soon" in page
    assert "Keys." in page
    assert "Keys." in shown(browser(eve), "/c/weirs/roles")
    assert "Keys." not in shown(browser(), "/c/weirs/roles")
    assert "Bob" in shown(browser(), "/c/weirs/members?role=host")
    assert "/p/eve" not in shown(browser(), "/c/weirs/members?role=host")
    assert browser(eve).post("/c/weirs/roles/change", {**form, "act": "end"}).status_code == 403
    note = {"handle": "bob", "role": "host", "note": "Two keys.", "act": "note"}
    assert browser(bob).post("/c/weirs/roles/change", note).status_code == 302
    assert Term.objects.get(role=Role.HOST).note == "Two keys."
    last = {"handle": "ann", "role": "coordinator", "act": "end"}
    assert boss.post("/c/weirs/roles/change", last).status_code == 422
    assert it.terms.filter(ended_at=None).count() == 2


def test_archiving_on_the_page():
    ann = somebody()
    it = place("weirs", coordinator=ann)
    client = browser(ann)
    for act, away in (("archive", True), ("reopen", False)):
        assert client.post("/c/weirs/archive", {"act": act}).status_code == 302
        assert (Community.objects.get(pk=it.pk).archived_at is not None) is away
    assert browser(somebody()).post("/c/weirs/archive", {"act": "archive"}).status_code == 403


def test_the_list_of_a_community_takes_six_queries_however_much_is_in_it(
    django_assert_max_num_queries,
):
    ann = somebody()
    top = place("top", ann, coordinator=ann)
    it = place("weirs", ann, parent=top)
    place("below", parent=it)
    for number in range(20):
        start_thread(
            actor=acting(ann), community=it, kind="discussion", title=f"N {number}", source="W."
        )
    client = browser(ann)
    shown(client, "/c/weirs")
    with django_assert_max_num_queries(6):
        shown(client, "/c/weirs")
