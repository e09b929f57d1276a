import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.communities.actions import give_roles
from tertulia.core.communities.models import Role
from tertulia.core.threads.actions import (
    accept_answer,
    close_thread,
    remove_post,
    reopen_thread,
    reply,
    resolve_thread,
    restore_post,
    unresolve_thread,
    withdraw_acceptance,
)
from tertulia.core.threads.models import Acceptance, Post, Thread
from tertulia.core.threads.queries import post_row
from tertulia.core.threads.queries.settled import answer_of, resolution_of
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused


@pytest.fixture
def question(workshop) -> Post:
    """Ben asks; Ana and Ben answer, as posts 2 and 3."""
    post = workshop.start(by=workshop.ben, kind="question", title="Which lime?")
    reply(actor=workshop.ana, thread_id=post.thread_id, source="Hot lime.")
    reply(actor=workshop.ben, thread_id=post.thread_id, source="Cold lime, I found.")
    return post


def stands(post: Post) -> tuple[str, int | None]:
    """Return the status, and the number of the answer."""
    thread = Thread.objects.get(pk=post.thread_id)
    number = Post.objects.filter(pk=thread.answer_post).values_list("number", flat=True).first()
    return thread.status, number


def verbs(post: Post) -> list[str]:
    rows = Activity.objects.filter(thread=post.thread_id, verb__startswith="answer.")
    return list(rows.order_by("id").values_list("verb", flat=True))


def test_who_asked_accepts_an_answer_once(workshop, question):
    version = Thread.objects.get(pk=question.thread_id).version
    for _twice in range(2):
        accept_answer(actor=workshop.ben, thread_id=question.thread_id, number=2)
    assert stands(question) == ("answered", 2)
    assert verbs(question) == ["answer.accepted"]
    assert Thread.objects.get(pk=question.thread_id).version > version
    found = answer_of(question.thread_id)
    assert (found.number, found.by.name, found.accepted_by.name) == (2, "Ana", "Ben")
    assert found.text.strip() == "Hot lime."
    assert post_row(found.post_id).is_answer
    assert not post_row(question.pk).can_answer


def test_another_answer_takes_its_place_and_both_acceptances_are_kept(workshop, question):
    accept_answer(actor=workshop.ben, thread_id=question.thread_id, number=2)
    accept_answer(actor=workshop.ana, thread_id=question.thread_id, number=3)
    assert stands(question) == ("answered", 3)
    assert verbs(question) == ["answer.accepted", "answer.withdrawn", "answer.accepted"]
    former = Acceptance.objects.get(post__number=2)
    assert former.withdrawer_id == workshop.ana.person_id
    assert former.withdrawn_at


def test_it_is_taken_back(workshop, question):
    accept_answer(actor=workshop.ben, thread_id=question.thread_id, number=2)
    for _twice in range(2):
        withdraw_acceptance(actor=workshop.ben, thread_id=question.thread_id)
    assert stands(question) == ("open", None)
    assert verbs(question) == ["answer.accepted", "answer.withdrawn"]
    assert answer_of(question.thread_id) is None


def test_an_expert_accepts_and_a_plain_member_does_not(workshop, question):
    other = workshop.start(by=workshop.ana, kind="question", title="Another?")
    reply(actor=workshop.ana, thread_id=other.thread_id, source="So.")
    with pytest.raises(NotAllowed):
        accept_answer(actor=workshop.ben, thread_id=other.thread_id, number=2)
    roles = Role.MEMBER | Role.EXPERT
    give_roles(
        actor=workshop.ana,
        community=workshop.plaza,
        person=workshop.ben.person_id,
        roles=roles,
    )
    accept_answer(actor=workshop.ben, thread_id=other.thread_id, number=2)
    assert stands(other) == ("answered", 2)


def test_what_cannot_be_an_answer(workshop, question):
    gone = reply(actor=workshop.ana, thread_id=question.thread_id, source="Never mind.")
    remove_post(actor=workshop.ana, post_id=gone.pk)
    for number in (0, 1, gone.number, 99):
        with pytest.raises(Refused) as refusal:
            accept_answer(actor=workshop.ben, thread_id=question.thread_id, number=number)
        assert refusal.value.status == 422
    talk = workshop.start()
    reply(actor=workshop.ben, thread_id=talk.thread_id, source="Well.")
    with pytest.raises(Refused, match="Only a question"):
        accept_answer(actor=workshop.ana, thread_id=talk.thread_id, number=2)
    with pytest.raises(NotHere):
        accept_answer(actor=workshop.ana, thread_id=987_654, number=2)


def test_an_answer_that_is_removed_does_not_answer_until_it_is_back(workshop, question):
    accept_answer(actor=workshop.ben, thread_id=question.thread_id, number=2)
    answer = Post.objects.get(thread=question.thread_id, number=2)
    remove_post(actor=workshop.ana, post_id=answer.pk)
    assert stands(question) == ("open", None)
    assert answer_of(question.thread_id) is None
    restore_post(actor=workshop.ana, post_id=answer.pk)
    assert stands(question) == ("answered", 2)


def test_who_asked_says_that_it_is_settled_and_that_it_is_not(workshop, question):
    accept_answer(actor=workshop.ana, thread_id=question.thread_id, number=2)
    for _twice in range(2):
        resolve_thread(actor=workshop.ben, thread_id=question.thread_id)
    assert stands(question) == ("resolved", 2)
    assert resolution_of(question.thread_id).by.name == "Ben"
    with pytest.raises(NotAllowed):
        unresolve_thread(actor=workshop.eve, thread_id=question.thread_id)
    unresolve_thread(actor=workshop.ben, thread_id=question.thread_id)
    assert stands(question) == ("answered", 2)


def test_closing_hides_no_answer_and_opening_shows_it_again(workshop, question):
    close_thread(actor=workshop.ana, thread_id=question.thread_id, reason="Asked elsewhere.")
    accept_answer(actor=workshop.ben, thread_id=question.thread_id, number=2)
    assert stands(question) == ("closed", 2)
    with pytest.raises(NotAllowed):
        resolve_thread(actor=workshop.ben, thread_id=question.thread_id)
    reopen_thread(actor=workshop.ana, thread_id=question.thread_id)
    assert stands(question) == ("answered", 2)


def test_a_discussion_can_be_settled_though_nothing_answers_it(workshop):
    post = workshop.start()
    resolve_thread(actor=workshop.ana, thread_id=post.thread_id)
    assert stands(post) == ("resolved", None)


def test_who_asked_under_an_alias_accepts_under_it(workshop, question):
    Thread.objects.filter(pk=question.thread_id).update(alias="Somebody")
    Post.objects.filter(pk=question.pk).update(alias="Somebody")
    accept_answer(actor=workshop.ben, thread_id=question.thread_id, number=2)
    resolve_thread(actor=workshop.ben, thread_id=question.thread_id)
    found = answer_of(question.thread_id).accepted_by
    assert (found.person_id, found.name, found.handle) == (None, "Somebody", "")
    assert resolution_of(question.thread_id).by.name == "Somebody"
