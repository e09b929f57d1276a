"""What pages do with words: keep them until they are sent, and give them back when refused."""

import html
import json

import pytest
from django.test import Client

from tertulia.core.threads.actions import start_thread
from tertulia.core.threads.models import Draft, Post, Thread
from tertulia.kit.limits import forget_spending
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


class Desk:
    """Ana at her browser, in a community that she coordinates."""

    def __init__(self) -> None:
        forget_spending()
        self.ana = somebody("Ana")
        self.plaza = place("plaza", coordinator=self.ana)
        self.first = start_thread(
            actor=acting(self.ana),
            community=self.plaza,
            kind="discussion",
            title="Title",
            source="Hello.",
        )
        self.thread = f"/t/{self.first.thread_id}"
        self.key = f"thread-{self.first.thread_id}"
        self.client = Client()
        self.client.force_login(self.ana)

    def save(self, seq: int, source: str) -> int:
        """Save a draft as the script of a page does, which numbers each saving."""
        answer = self.client.put(
            f"/drafts/{self.key}", json.dumps({"seq": seq, "source": source, "title": ""})
        )
        return answer.status_code


@pytest.fixture
def desk(db) -> Desk:
    return Desk()


def test_a_window_that_has_not_seen_the_newest_words_is_told(desk):
    assert desk.save(1, "From the desk") == 200
    assert desk.save(2, "The desk goes on") == 200  # a window opened after the first saving: 1 + 1
    assert desk.save(2, "Opened when there was one") == 409
    assert desk.save(1, "Never saw anything") == 409
    assert Draft.objects.get().source == "The desk goes on"
    assert desk.client.get(f"/drafts/{desk.key}").json()["seq"] == 2


def test_sending_lets_go_of_ones_own_draft_alone(desk):
    desk.save(1, "Sent")
    desk.save(2, "Written in another window")
    sent = {"source": "Sent", "draft": desk.key, "draft_seq": "1"}
    assert desk.client.post(f"{desk.thread}/reply", sent).status_code == 302
    assert Draft.objects.get().source == "Written in another window"
    desk.client.post(f"{desk.thread}/reply", sent | {"draft_seq": "2"})
    assert not Draft.objects.exists()


def test_the_form_says_which_saving_its_words_are(desk):
    desk.save(1, "Half a thought")
    page = desk.client.get(f"{desk.thread}/title").content.decode()
    assert '<input type="hidden" name="draft_seq" value="1">' in page
    assert "Half a thought" in page


REFUSED = ["a\x00b <i>", "<b>&amp; \x00", "x" * 200_001]


@pytest.mark.parametrize("words", REFUSED)
def test_refused_words_come_back_in_the_form(desk, words):
    for address, fields in (
        (f"{desk.thread}/reply", {"source": words}),
        ("/c/plaza/new", {"source": words, "title": "T"}),
        (f"/posts/{desk.first.pk}/edit", {"source": words, "revision": "0"}),
        ("/account/", {"name": "Ana", "handle": "ana", "about": words}),
        ("/c/plaza/charter", {"name": "P", "norms": words}),
    ):
        answer = desk.client.post(address, fields)
        assert answer.status_code == 422, address
        assert words in html.unescape(answer.content.decode()), address
    assert Post.objects.count() == 1
    assert Thread.objects.count() == 1


@pytest.mark.parametrize("line", ["a\u202eb", "\u200b", "y" * 201, "a\x00b"])
def test_refused_lines_come_back_in_the_form(desk, line):
    for address, fields in (
        ("/c/plaza/new", {"source": "Words.", "title": line}),
        (f"{desk.thread}/edit", {"title": line}),
        ("/account/", {"name": line, "handle": "ana"}),
        ("/c/plaza/settings", {"name": line}),
    ):
        answer = desk.client.post(address, fields)
        assert answer.status_code == 422, address
        assert line in html.unescape(answer.content.decode()), address
