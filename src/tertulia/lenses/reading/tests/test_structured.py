"""What public threads tell search engines, and that nothing else tells anything."""

import json
import re

import pytest
from django.test import Client

from tertulia.core.threads.actions import accept_answer, edit_post, reply, start_thread
from tertulia.lenses.reading import fragments
from tertulia.lenses.reading.shelves import Shelf, weight
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db
EVIL = 'Damp </script><script>alert("x")</script> & cold'


@pytest.fixture(autouse=True)
def own_shelves(monkeypatch):
    """Keep nothing of other tests, whose threads have the same numbers."""
    for shelf in ("_rows", "_posts"):
        monkeypatch.setattr(fragments, shelf, Shelf(1 << 20, weight))


def begin(kind: str, visibility: str = "public", title: str = "Which lime?", source: str = EVIL):
    ana, ben = somebody("Ana"), somebody("Ben")
    home = place("masons", ben, coordinator=ana, visibility=visibility)
    post = start_thread(actor=acting(ana), community=home, kind=kind, title=title, source=source)
    reply(actor=acting(ben), thread_id=post.thread_id, source="Hydraulic.")
    return ana, post


def head_of(thread: int, client: Client | None = None) -> tuple[str, list[dict]]:
    page = (client or Client()).get(f"/t/{thread}", follow=True).content.decode()
    head = page.partition("</head>")[0]
    told = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, re.S)
    return head, [json.loads(each) for each in told]


def test_a_question_tells_its_accepted_answer():
    ana, post = begin("question")
    _head, (told,) = head_of(post.thread_id)
    assert told["@type"] == "QAPage"
    assert told["mainEntity"]["name"] == "Which lime?"
    assert told["mainEntity"]["answerCount"] == 1
    assert "acceptedAnswer" not in told["mainEntity"]
    accept_answer(actor=acting(ana), thread_id=post.thread_id, number=2)
    _head, (told,) = head_of(post.thread_id)
    answer = told["mainEntity"]["acceptedAnswer"]
    assert (answer["text"], answer["author"]["name"]) == ("Hydraulic.", "Ben")
    assert answer["url"].endswith("/2#p2")


def test_a_discussion_tells_who_began_it_and_is_harmless():
    _ana, post = begin("discussion")
    head, (told,) = head_of(post.thread_id)
    assert told["@type"] == "DiscussionForumPosting"
    assert told["headline"] == "Which lime?"
    assert told["author"]["url"].endswith("/p/ana")
    assert told["interactionStatistic"]["userInteractionCount"] == 1
    assert told["text"].startswith("Damp")
    assert "<script>alert" not in head
    assert len(re.findall('<meta name="description"', head)) == 1
    assert re.search(r'<link rel="canonical" href="[^"]+/t/\d+/which-lime">', head)


def test_what_is_edited_is_told_anew():
    ana, post = begin("discussion")
    head_of(post.thread_id)
    edit_post(actor=acting(ana), post_id=post.pk, source="Dry now.")
    _head, (told,) = head_of(post.thread_id)
    assert told["text"] == "Dry now."


def test_who_is_signed_in_needs_none_of_it_and_what_is_closed_tells_nothing():
    ana, post = begin("question", visibility="members")
    client = Client()
    client.force_login(ana)
    assert head_of(post.thread_id, client)[1] == []
    assert "lime" not in Client().get(f"/t/{post.thread_id}").content.decode()
