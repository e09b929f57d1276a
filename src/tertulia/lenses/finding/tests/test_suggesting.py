"""What the one box suggests, and to whom."""

import pytest
from django.test import Client

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.threads.actions import remove_thread
from tertulia.lenses.finding.suggesting import suggestions


def said(actor, text: str, sort: str, **more) -> list[str]:
    return [one.words for one in suggestions(actor, text, **more) if one.sort == sort]


def test_threads_by_the_beginnings_of_the_words_of_their_title(town):
    town.start("Slice viewer of volumes")
    town.start("A volume of slices")
    town.start("Kilns", "slice volume")
    assert said(town.ada, "sli", "thread") == ["Slice viewer of volumes", "A volume of slices"]
    assert said(town.ada, "volume sli", "thread") == ["A volume of slices"]
    assert said(town.ada, "volumes sli", "thread") == ["Slice viewer of volumes"]
    assert said(town.ada, "ice", "thread") == []
    assert said(town.ada, "kilns volume", "thread") == []


def test_nobody_is_suggested_what_they_may_not_see(town):
    cellar = town.community("cellar", "Cellar society", "secret")
    town.start("Cellar keys", where=cellar, topics=["Cellar lore"])
    for actor in (town.eve, ANONYMOUS):
        found = suggestions(actor, "cellar", here="cellar")
        assert [one.sort for one in found] == ["find"]
        assert [one.sort for one in suggestions(actor, "in:cel")] == ["find"]
    sorts = [one.sort for one in suggestions(town.ada, "cellar", here="cellar")]
    assert sorts == ["find", "find", "thread", "community", "topic"]
    assert [one.fills for one in suggestions(town.ada, "in:cel")][1:] == ["in:cellar"]


def test_a_removed_thread_is_not_suggested(town):
    post = town.start("Slice viewer")
    remove_thread(actor=town.ada, thread_id=post.thread_id)
    assert said(town.ben, "slice", "thread") == []


def test_people_communities_and_topics(town):
    town.start("Kilns", topics=["Glazes"])
    assert said(town.ada, "ada", "person") == ["Ada Lovelace"]
    assert said(town.ada, "love", "person") == ["Ada Lovelace"]
    assert said(town.ada, "@be", "person") == ["Ben Okri"]
    assert said(town.ada, "hous", "community") == ["The open house"]
    assert said(town.ada, "gla", "topic") == ["Glazes"]


@pytest.mark.parametrize(
    ("text", "fills"),
    [
        ("lantern is:una", ["lantern is:unanswered"]),
        ("-has:co", ["-has:code"]),
        ("kind:q", ["kind:question"]),
        ("from:ad", ["from:ada"]),
        ("bef", ["before:"]),
        ("before:20", []),
        ("nothing:x", []),
    ],
)
def test_operators_go_on(town, text, fills):
    assert [one.fills for one in suggestions(town.ada, text) if one.sort == "operator"] == fills


@pytest.mark.parametrize(
    "text", ["", "  ", "%", "'", '"', "\x00", "a" * 5_000, "東京", "-", ":", "(", "*"]
)
def test_whatever_is_typed_is_answered(town, text):
    town.start("東京 tower")
    suggestions(town.ada, text)
    assert Client().get("/find/suggest", {"q": text}).status_code == 200


def test_the_list_is_one_of_options(town):
    town.start("<b>Slice</b> viewer")
    html = Client().get("/find/suggest", {"q": "slic"}).content.decode()
    assert 'role="option"' in html
    assert "&lt;b&gt;Slice" in html
    assert "<b>" not in html


@pytest.mark.parametrize("name", ["community", "here"])
@pytest.mark.parametrize("slug", ["\x00", "nowhere", "x" * 300, "../"])
def test_wherever_one_says_one_is_the_page_is_shown(town, name, slug):
    assert Client().get("/find", {"q": "kiln", name: slug}).status_code == 200
    assert Client().get("/find/suggest", {"q": "kiln", "here": slug}).status_code == 200
    assert Client().get("/similar", {"title": "kiln", "community": slug}).status_code == 200
