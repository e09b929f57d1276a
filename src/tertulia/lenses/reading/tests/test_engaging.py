"""Reactions on pages: buttons for everybody, the viewer's own beside them, in few queries."""

import html
import json
import re

import pytest
from django.test import Client

from tertulia.core.threads.actions import reply, start_thread
from tertulia.engage.reactions.actions import react
from tertulia.kit.limits import forget_spending
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


class Table:
    """Ana asked, Ben answers; Eve only reads."""

    def __init__(self) -> None:
        forget_spending()
        self.ana, self.ben, self.eve = somebody("Ana"), somebody("Ben"), somebody("Eve")
        self.plaza = place("plaza", self.ben, coordinator=self.ana, join_policy="request")
        self.post = start_thread(
            actor=acting(self.ana),
            community=self.plaza,
            kind="discussion",
            title="Title",
            source="Hello.",
        )
        self.thread = f"/t/{self.post.thread_id}/title"

    def client(self, person=None) -> Client:
        client = Client()
        if person:
            client.force_login(person)
        return client


@pytest.fixture
def table(db) -> Table:
    return Table()


def facts(page: str) -> dict:
    found = re.search(r'<post-facts data-of="([^"]*)"', page)
    return json.loads(html.unescape(found[1])) if found else {}


def test_a_form_reacts_and_pressing_again_takes_it_back(table):
    ben = table.client(table.ben)
    address = f"/posts/{table.post.id}/reactions/thanks"
    answer = ben.post(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{table.thread}/1#p1")
    page = ben.get(table.thread).content.decode()
    assert facts(page) == {str(table.post.id): {"reaction": ["thanks"]}}
    assert re.search(
        r'data-react="thanks">[^/]*🙏</span> Thanks <span class="number">1<',
        page,
    )
    assert '<form id="act" method="post">' in page
    ben.post(address)
    page = ben.get(table.thread).content.decode()
    assert facts(page) == {}
    assert 'class="chip reaction"' not in page


def test_the_posts_of_a_page_know_no_viewer(table):
    react(actor=acting(table.ben), post_id=table.post.id, name="same")
    bars = {
        re.search(
            r'<div class="reactions".*?</div>',
            table.client(who).get(table.thread).content.decode(),
            re.S,
        )[0]
        for who in (None, table.ana, table.ben, table.eve)
    }
    assert len(bars) == 1
    assert facts(table.client(table.eve).get(table.thread).content.decode()) == {}


def test_those_who_may_not_react_are_shown_who_did(table):
    react(actor=acting(table.ben), post_id=table.post.id, name="same")
    for who in (None, table.eve):
        client = table.client(who)
        page = client.get(table.thread).content.decode()
        assert '<form id="act" method="get">' in page
        answer = client.get(f"/posts/{table.post.id}/reactions/same", follow=True)
        assert "We saw the same" in answer.content.decode()
        assert ">Ben</a>" in answer.content.decode()
    assert table.client(table.eve).post(f"/posts/{table.post.id}/reactions/same").status_code == 403


def test_a_script_is_told_what_to_draw(table):
    ben = table.client(table.ben)
    told = ben.post(
        f"/posts/{table.post.id}/reactions/celebrate", headers={"accept": "application/json"}
    )
    assert told.json()["mine"] == ["celebrate"]
    assert 'data-react="celebrate"' in told.json()["bar"]


def test_a_thread_page_takes_few_queries_however_much_was_said(
    table, django_assert_max_num_queries
):
    ben = table.client(table.ben)
    for number in range(18):
        post = reply(actor=acting(table.ana), thread_id=table.post.thread_id, source=f"No {number}")
        react(actor=acting(table.ben), post_id=post.id, name="thanks")
    with django_assert_max_num_queries(14):
        ben.get(table.thread)  # nothing is kept yet
    with django_assert_max_num_queries(5):
        page = ben.get(table.thread).content.decode()
    assert len(facts(page)) == 18


def test_a_preview_tells_whom_words_would_call(table):
    ana, ben = table.client(table.ana), table.client(table.ben)
    asked = {"source": "Dear @coordinators", "draft": f"thread-{table.post.thread_id}"}
    assert "@coordinators calls 1 person." in ben.post("/preview", asked).content.decode()
    assert "@coordinators calls 0 people." in ana.post("/preview", asked).content.decode()
    elsewhere = ben.post("/preview", asked | {"draft": "thread-999999"}).content.decode()
    assert "calls" not in elsewhere


def test_suggestions_are_people_roles_and_topics_of_the_place(table):
    ben = table.client(table.ben)

    def texts(asked: str, draft: str = f"thread-{table.post.thread_id}") -> list[str]:
        answer = ben.get("/suggest", {"q": asked, "draft": draft})
        return [item["text"] for item in answer.json()["items"]]

    assert texts("@a") == ["@ana"]
    assert texts("@") == ["@ana"]  # nobody from outside, and not oneself
    assert texts("@coord") == ["@coordinators"]
    assert texts("@her") == []  # not for plain members
    assert texts("@a", "thread-999999") == texts("@a", "nonsense") == texts("a") == []
    assert table.client().get("/suggest?q=@a").status_code == 302  # to sign in first


def test_a_thread_is_started_with_a_poll_and_voted_in_without_scripts(table):
    ana, ben = table.client(table.ana), table.client(table.ben)
    given = {
        "kind": "discussion",
        "title": "Which beam?",
        "source": "Say.",
        "poll_question": "Which?",
        "poll_options": "Ash\r\nBeech\r\n\r\n",
        "poll_results": "voted",
    }
    refused = ana.post("/c/plaza/new", given | {"poll_options": "Ash"})
    assert refused.status_code == 422
    assert "Which?" in refused.content.decode()
    page = ana.post("/c/plaza/new", given, follow=True).content.decode()
    post = re.search(r'id="poll-(\d+)"', page)[1]
    assert "Ash" in page
    assert "tally" not in page
    voted = ben.post(f"/posts/{post}/vote", {f"vote-{post}": "2", "vote-999": "1"}, follow=True)
    assert facts(voted.content.decode())[post] == {"vote": ["1:2"]}
    assert "tally" in ben.get(f"/posts/{post}/poll").content.decode()
    assert "tally" not in ana.get(f"/posts/{post}/poll").content.decode()
    ben.post(f"/posts/{post}/vote", {f"vote-{post}": "2", "take_back": post})
    assert facts(ben.get(voted.wsgi_request.path).content.decode()) == {}
    assert ben.post(f"/posts/{post}/poll/close").status_code == 403
    ana.post(f"/posts/{post}/poll/close")
    told = ben.get(f"/posts/{post}/poll", headers={"accept": "application/json"}).json()
    assert "tally" in told["poll"]
    assert "Closed" in told["poll"]


def test_ranks_are_sent_as_numbers(table):
    ben, post = table.client(table.ben), table.post.id
    wanted = {"poll_question": "Order?", "poll_options": "A\nB\nC", "poll_sort": "ranked"}
    assert table.client(table.ana).post(f"/posts/{post}/poll", wanted).status_code == 302
    ranks = {f"rank-{post}-1": "2", f"rank-{post}-2": "", f"rank-{post}-3": "1"}
    ben.post(f"/posts/{post}/vote", ranks)
    page = ben.get(table.thread).content.decode()
    assert sorted(facts(page)[str(post)]["vote"]) == ["1:3", "2:1"]
    assert table.client().get(f"/posts/{post}/vote").status_code == 302
    assert table.client(table.eve).get(f"/posts/{table.post.id}/poll").status_code == 200
