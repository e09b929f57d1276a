"""Has it been asked? What is near to a question, in which order, and who is told."""

import pytest
from django.test import Client

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.activity.models import Activity
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import accept_answer, remove_thread, reply, start_thread
from tertulia.core.threads.models import Thread, ThreadLink
from tertulia.lenses.finding.likeness import similar
from tests.programs import Program


@pytest.fixture
def asked(town):
    def ask(title: str, body: str, **more):
        wish = {"actor": town.ada, "community": town.open, "kind": "question"} | more
        return start_thread(title=title, source=body, **wish)

    ask("How to whitewash a barn", "The barn is of sandstone; which lime?")
    ask("Which lime for old sandstone walls?", "The mortar crumbles after frost.")
    answered = ask("Lime mortar for sandstone", "It cracks.")
    reply(actor=town.ben, thread_id=answered.thread_id, source="Hydraulic lime, and keep it damp.")
    accept_answer(actor=town.ada, thread_id=answered.thread_id, number=2)
    for number in range(20):
        town.start(f"Kiln talk {number}", "Nothing but kilns.")
    return ask


def titles(actor, title: str, body: str = "", **more) -> list[str]:
    return [hit.title for hit in similar(actor, title, body, **more)]


def test_what_is_near_comes_with_the_answered_first(town, asked):
    found = titles(town.eve, "Which lime mortar is for a wall of sandstone?")
    assert found[:2] == ["Lime mortar for sandstone", "Which lime for old sandstone walls?"]
    assert not [title for title in found if title.startswith("Kiln")]


def test_the_body_helps(town, asked):
    assert titles(town.eve, "It crumbles", "mortar after the frost")[:1] == [
        "Which lime for old sandstone walls?"
    ]


@pytest.mark.parametrize("title", ["", "   ", "how do I", "???", "\x00", "x" * 3_000, "東京"])
def test_where_nothing_is_near_nothing_is_said(town, asked, title):
    assert titles(town.eve, title) == []


def test_only_what_one_may_see(town, asked):
    cellar = town.community("cellar", "Cellar", "secret")
    asked("Lime in the cellar of sandstone", "Secret mortar.", community=cellar)
    for actor, sees in ((town.ada, True), (town.eve, False), (ANONYMOUS, False)):
        assert ("Lime in the cellar of sandstone" in titles(actor, "lime cellar sandstone")) is sees
    assert titles(town.eve, "lime sandstone", community="cellar") == []
    assert titles(town.ada, "lime sandstone", community="cellar") == [
        "Lime in the cellar of sandstone"
    ]


def test_what_is_removed_is_not_near(town, asked):
    thread = Thread.objects.get(title="Lime mortar for sandstone")
    remove_thread(actor=town.boss, thread_id=thread.id)
    assert "Lime mortar for sandstone" not in titles(town.ada, "lime mortar sandstone")


def test_the_same_by_program(town, asked):
    answer = Program().get("/similar?title=lime+mortar+sandstone&limit=2")
    assert [item["title"] for item in answer.json()["items"]][0] == "Lime mortar for sandstone"
    assert len(answer.json()["items"]) == 2


@pytest.fixture
def ada(town) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=town.ada.person_id))
    return client


def test_looking_first_without_scripts_starts_nothing(ada, asked):
    before = Thread.objects.count()
    wish = {"community": "open", "kind": "question", "title": "Lime mortar", "source": "Why?"}
    page = ada.post("/ask", {**wish, "look": "1"}).content.decode()
    assert "Lime</mark> <mark>mortar" in page
    assert ">\nWhy?</textarea>" in page
    assert Thread.objects.count() == before


def test_what_answers_in_part_is_linked(ada, asked):
    near = Thread.objects.get(title="Lime mortar for sandstone")
    wish = {"community": "open", "kind": "question", "title": "Lime again", "source": "Why?"}
    ada.post("/ask", {**wish, "linked": [near.id, "x", 987_654]})
    link = ThreadLink.objects.get()
    assert (link.source.title, link.target_id, link.relation) == (
        *("Lime again", near.id),
        "asked_before",
    )


def test_what_answers_it_is_noted_and_one_goes_there(ada, asked):
    near = Thread.objects.get(title="Lime mortar for sandstone")
    answer = ada.post(f"/similar/{near.id}/yes")
    assert answer["Location"] == f"/t/{near.id}"
    row = Activity.objects.get(verb="question.found_answered")
    assert (row.thread, row.data) == (near.id, {})
    assert ada.post("/similar/987654/yes").status_code == 404
