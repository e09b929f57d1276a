"""A question that is moved, split or merged keeps every former address and its acceptance."""

import pytest
from django.test import Client

from tertulia.config.commands.checks.counts import wrong_counts
from tertulia.core.threads.actions import (
    accept_answer,
    merge_threads,
    move_thread,
    reply,
    split_thread,
    start_thread,
)
from tertulia.core.threads.models import Acceptance, Post, Thread
from tertulia.core.threads.queries.settled import words_kept
from tertulia.kit.web.refusals import Refused
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


class Hall:
    """Ana looks after two places; Ben asked in one, Cleo answered, and Ben accepted it."""

    def __init__(self) -> None:
        self.ana, self.ben, self.cleo = map(somebody, ("Ana", "Ben", "Cleo"))
        self.masons = place("masons", self.ben, self.cleo, coordinator=self.ana)
        self.dyers = place("dyers", coordinator=self.ana)
        self.question = self.ask("Which lime?")
        for words in ("Any.", "Hot.", "See here."):
            self.answer(self.question, words)
        self.accept(self.question, 3)

    def ask(self, title: str, kind: str = "question") -> int:
        words = {"title": title, "source": f"{title} Tell me."}
        here = {"community": self.masons, "kind": kind}
        return start_thread(actor=acting(self.ben), **here, **words).thread_id

    def answer(self, thread: int, words: str) -> Post:
        return reply(actor=acting(self.cleo), thread_id=thread, source=words)

    def accept(self, thread: int, number: int) -> None:
        accept_answer(actor=acting(self.ben), thread_id=thread, number=number)

    def merge(self, thread: int, into: int) -> None:
        merge_threads(actor=acting(self.ana), thread_id=thread, into=into)


@pytest.fixture
def hall() -> Hall:
    return Hall()


def assert_answered(thread: int, words: str) -> None:
    it = Thread.objects.get(pk=thread)
    answer = Post.objects.get(pk=it.answer_post)
    assert (it.status, answer.source, answer.thread_id) == ("answered", words, thread)
    held = Acceptance.objects.get(post=answer, withdrawn_at=None)
    assert held.accepter.handle == "ben"
    assert words_kept(thread) == {"status": it.status, "answer_post": it.answer_post}
    assert wrong_counts() == {}


def assert_leads(client: Client, thread: int, number: int, words: str) -> None:
    """Say that the address of a post leads to it, wherever it stands now."""
    answer = client.get(f"/t/{thread}/which-lime/{number}", follow=True)
    assert answer.status_code == 200
    post = Post.objects.get(source=words)
    assert answer.request["PATH_INFO"].startswith(f"/t/{post.thread_id}/")
    assert answer.request["PATH_INFO"].endswith(f"/{post.number}")
    assert words in answer.content.decode()


def test_a_moved_question_keeps_its_answer(hall: Hall, client: Client) -> None:
    move_thread(actor=acting(hall.ana), thread_id=hall.question, community=hall.dyers)
    assert_answered(hall.question, "Hot.")
    assert_leads(client, hall.question, 3, "Hot.")


def test_a_question_keeps_its_answer_when_posts_are_taken_out(hall: Hall, client: Client) -> None:
    given = {"actor": acting(hall.ana), "thread_id": hall.question}
    split_thread(**given, numbers={2, 4}, title="Which lime, again")
    assert_answered(hall.question, "Hot.")
    for number, words in ((2, "Any."), (3, "Hot."), (4, "See here.")):
        assert_leads(client, hall.question, number, words)
    with pytest.raises(Refused, match="accepted answer stays"):
        split_thread(**given, numbers={3}, title="Alone")


def test_a_question_keeps_its_answer_when_others_are_merged_into_it(
    hall: Hall, client: Client
) -> None:
    other = hall.ask("Which sand?")
    hall.answer(other, "Sharp.")
    hall.answer(hall.question, "The last one.")
    hall.merge(other, hall.question)
    assert_answered(hall.question, "Hot.")
    for thread, number, words in (
        (other, 1, "Which sand? Tell me."),
        (other, 2, "Sharp."),
        (hall.question, 3, "Hot."),
        (hall.question, 5, "The last one."),
    ):
        assert_leads(client, thread, number, words)


def test_an_answer_takes_its_acceptance_along_into_another_question(
    hall: Hall, client: Client
) -> None:
    other = hall.ask("Which sand?")
    hall.merge(hall.question, other)
    assert_answered(other, "Hot.")
    assert_leads(client, hall.question, 1, "Which lime? Tell me.")
    assert_leads(client, hall.question, 3, "Hot.")
    hall.accept(other, Post.objects.get(source="Any.").number)
    assert_answered(other, "Any.")


def test_no_acceptance_is_lost_by_merging(hall: Hall) -> None:
    talk = hall.ask("Of lime", kind="discussion")
    with pytest.raises(Refused, match="the other is no question"):
        hall.merge(hall.question, talk)
    other = hall.ask("Which sand?")
    hall.answer(other, "Sharp.")
    hall.accept(other, 2)
    with pytest.raises(Refused, match="The answers of both are accepted"):
        hall.merge(other, hall.question)
    assert_answered(hall.question, "Hot.")
    assert_answered(other, "Sharp.")
