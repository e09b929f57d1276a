"""The answers to a question side by side."""

import re

import pytest
from django.test import Client

from tertulia.core.threads.actions import accept_answer, remove_post, reply, start_thread
from tertulia.engage.reactions.actions import react
from tertulia.lenses.reading.views import answers as view
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


class Hall:
    """Ana asks how to bake; Ben and Cleo answer, and Ana speaks about what Ben said."""

    def __init__(self, **more) -> None:
        self.ana, self.ben, self.cleo, self.eve = (
            somebody(name) for name in ("Ana", "Ben", "Cleo", "Eve")
        )
        self.place = place("bakers", self.ben, self.cleo, coordinator=self.ana, **more)
        self.thread = self.start("question").thread_id
        self.first = self.say(self.ben, "Knead it longer.")
        self.second = self.say(self.cleo, "Let it rest longer.", to=1)
        self.remark = self.say(self.ana, "I did knead it long.", to=2)

    def start(self, kind: str):
        words = {"title": "Why is it flat?", "source": "My bread is flat."}
        return start_thread(actor=acting(self.ana), community=self.place, kind=kind, **words)

    def say(self, who, words: str, to: int | None = None):
        return reply(actor=acting(who), thread_id=self.thread, source=words, reply_to=to)

    def open(self, who=None, thread: int | None = None, word: str = "answers"):
        client = Client()
        if who:
            client.force_login(who)
        return client.get(f"/t/{thread or self.thread}/{word}")

    def shown(self, who=None, order: str = "") -> list[str]:
        page = self.open(who or self.ben, word=f"answers?order={order}")
        assert page.status_code == 200
        return re.findall(r"<p data-paragraph[^>]*>(.*?)</p>", page.content.decode())


@pytest.fixture
def hall() -> Hall:
    return Hall()


KNEAD, REST = "Knead it longer.", "Let it rest longer."


def test_they_stand_in_the_order_one_asks_for_and_remarks_are_none(hall):
    assert hall.shown() == [KNEAD, REST]
    react(actor=acting(hall.ana), post_id=hall.second.pk, name="helpful")
    assert hall.shown() == [REST, KNEAD]
    react(actor=acting(hall.ana), post_id=hall.first.pk, name="same")
    assert hall.shown() == [REST, KNEAD]
    accept_answer(actor=acting(hall.ana), thread_id=hall.thread, number=2)
    assert (
        hall.shown() == hall.shown(order="first") == hall.shown(order="nonsense") == [KNEAD, REST]
    )
    assert hall.shown(order="newest") == [REST, KNEAD]


def test_a_remark_that_was_accepted_stands_among_them(hall):
    accept_answer(actor=acting(hall.ana), thread_id=hall.thread, number=4)
    assert hall.shown() == ["I did knead it long.", KNEAD, REST]


def test_only_so_many_are_compared_and_the_accepted_one_always(hall, monkeypatch):
    monkeypatch.setattr(view, "MOST", 1)
    assert hall.shown() == [KNEAD]
    accept_answer(actor=acting(hall.ana), thread_id=hall.thread, number=3)
    assert hall.shown() == [REST, KNEAD]


def test_what_was_removed_is_not_compared(hall):
    remove_post(actor=acting(hall.ben), post_id=hall.first.pk)
    assert hall.shown(hall.ana) == [REST]
    remove_post(actor=acting(hall.cleo), post_id=hall.second.pk)
    assert hall.shown(hall.ana) == []


def test_who_asked_can_accept_from_there_and_others_are_not_offered_it(hall):
    offer = f"/posts/{hall.second.pk}/accept"
    assert offer in hall.open(hall.ana).content.decode()
    assert offer not in hall.open(hall.ben).content.decode()


def test_whoever_may_not_read_the_question_finds_nothing():
    hall = Hall(visibility="members", join_policy="invitation")
    for who, status in ((hall.eve, 404), (None, 302)):
        assert hall.open(who).status_code == status
    assert hall.shown() == [KNEAD, REST]


def test_a_discussion_leads_back_to_itself(hall):
    post = hall.start("discussion")
    answer = hall.open(hall.ben, thread=post.thread_id)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/t/{post.thread_id}/")


def test_the_question_leads_to_them(hall):
    page = hall.open(hall.ben, word="why-is-it-flat").content.decode()
    assert f'href="/t/{hall.thread}/answers"' in page
