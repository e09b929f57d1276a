import json
import re
from urllib.parse import quote

import pytest
from django.test import Client

from tertulia.core.people.actions import create_token
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import remove_post
from tertulia.lenses.finding import queries

pytestmark = pytest.mark.django_db


def page_of(client: Client, text: str, **more: str):
    return client.get("/find", {"q": text, **more})


def test_the_page_without_a_query_explains_itself(town, client: Client) -> None:
    page = client.get("/find")
    assert page.status_code == 200
    assert b"<details" in page.content
    assert b"in:" in page.content


def test_anybody_finds_public_words_and_gets_to_the_post(town, client: Client) -> None:
    starter = town.start("Weaving", "Hello")
    post = town.answer(starter, "My loom & yours")
    page = page_of(client, "loom").content.decode()
    assert f'href="/t/{starter.thread_id}/weaving/{post.number}"' in page
    assert "My <mark>loom</mark> &amp; yours" in page
    assert "Ben Okri" in page


def test_nothing_found_says_what_to_try(town, client: Client) -> None:
    page = page_of(client, "xyzzy in:nowhere before:soon").content.decode()
    assert "Nothing found" in page
    assert "nowhere" in page
    assert "before:soon" in page


def test_the_query_comes_back_escaped(town, client: Client) -> None:
    page = page_of(client, '"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page


def test_pages_lead_on(town, client: Client) -> None:
    for number in range(25):
        town.start(f"Thread {number}", "about looms")
    first = page_of(client, "loom").content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).content.decode()
    assert second.count("<article") == 5
    assert page_of(client, "loom", cursor="broken").status_code == 200


def test_a_secret_word_stays_secret_at_every_door(town, client: Client) -> None:
    hidden = town.community("hidden", "Hidden place", "secret")
    town.start("A zanzibar title", "zanzibar", where=hidden)
    removed = town.answer(town.start("Title"), "zanzibar")
    remove_post(actor=town.ben, post_id=removed.id)
    for text in ("zanzibar", "in:hidden", "from:ada", "-nothing"):
        for answer in (page_of(client, text), client.get("/api/v1/search", {"q": text})):
            said = answer.content.decode().replace(text, "")
            assert answer.status_code == 200
            assert "zanzibar" not in said
            assert "Hidden place" not in said


def test_the_api_answers_in_the_usual_form(town, client: Client) -> None:
    for number in range(3):
        town.start(f"Thread {number}", "about looms")
    token = create_token(
        actor=town.boss, person=Person.objects.get(handle="eve"), scope="read", name="test"
    )
    seen, cursor = [], None
    while True:
        asked = {"q": "loom", "limit": 2, **({"cursor": cursor} if cursor else {})}
        answer = client.get("/api/v1/search", asked, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        body = json.loads(answer.content)
        seen += [item["title"] for item in body["items"]]
        cursor = body["next"]
        if cursor is None:
            break
    assert sorted(seen) == ["Thread 0", "Thread 1", "Thread 2"]
    assert body["items"][0]["snippet"] == "about <mark>looms</mark>"
    assert body["items"][0]["byline"] == {"name": "Ada Lovelace", "handle": "ada"}


@pytest.mark.parametrize("cursor", ["broken", "", "W10", "WzEsMiwzXQ", "WyJhIiwxXQ", "Wy0xLC0xXQ"])
def test_the_api_refuses_a_strange_cursor(town, client: Client, cursor: str) -> None:
    answer = client.get("/api/v1/search", {"q": "x", "cursor": cursor})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_the_api_narrows_to_a_community_and_a_kind(town, client: Client) -> None:
    town.start("Title", "about looms")

    def titles(**more: str) -> list[str]:
        answer = client.get("/api/v1/search", {"q": "loom", **more})
        return [item["title"] for item in json.loads(answer.content)["items"]]

    assert titles(community="open", kind="discussion") == ["Title"]
    assert titles(community="nowhere") == titles(kind="opera") == []


def test_naughty_queries_are_answered(town, client: Client, shared_data) -> None:
    strings = json.loads((shared_data / "text/blns-npm-1.0.0.json").read_text())
    for text in strings:
        assert page_of(client, text).status_code == 200, text
        assert client.get(f"/api/v1/search?q={quote(text)}").status_code in (200, 422), text
    for raw in ("%00", "%ff%fe", "%ED%A0%80", "a" * 6_000, "%22" * 1_000):
        assert client.get(f"/find?q={raw}").status_code == 200, raw[:20]
        assert client.get(f"/api/v1/search?q={raw}").status_code in (200, 422), raw[:20]


def test_the_limit_is_spent_at_the_door(town, client: Client, monkeypatch) -> None:
    spent = []
    monkeypatch.setattr("tertulia.lenses.finding.views.spend", lambda *how: spent.append(how))
    page_of(client, "loom")
    client.get("/find")
    assert spent == [("search", "127.0.0.1")]


def test_a_page_of_hits_takes_few_queries(town, client, django_assert_max_num_queries) -> None:
    for number in range(30):
        town.start(f"Thread {number}", "about looms")
    page_of(client, "loom")
    queries.languages_in_use()
    with django_assert_max_num_queries(6):
        page_of(client, "loom")
