import pytest

from tertulia.core.communities.actions import leave_community
from tertulia.core.communities.models import Community
from tertulia.core.threads.actions import (
    close_thread,
    edit_post,
    remove_post,
    remove_thread,
    reopen_thread,
    reply,
    resolve_thread,
    restore_post,
    restore_thread,
)
from tertulia.core.threads.models import Closure, Post, Removal, Thread
from tertulia.core.threads.permissions import posts_visible_to, visible_to
from tertulia.core.threads.queries import post_at, post_row
from tertulia.core.threads.queries.histories import removal_of, thread_removal_of
from tertulia.core.threads.queries.lists import threads_written_in
from tertulia.kit.web.refusals import NotAllowed, NotHere


@pytest.fixture
def answer(workshop) -> Post:
    post = workshop.start()
    return reply(actor=workshop.ben, thread_id=post.thread_id, source="Secret words.")


def counts(thread: int) -> tuple[int, int]:
    row = Thread.objects.get(pk=thread)
    return row.post_count, row.last_number


def test_a_removed_post_leaves_a_tombstone_without_words(workshop, answer):
    remove_post(actor=workshop.ana, post_id=answer.pk, reason="Off the point.")
    row = post_row(answer.pk)
    assert (row.is_removed, row.html, row.number) == (True, "", 2)
    assert counts(answer.thread_id) == (1, 2)
    for actor, sees in ((workshop.ana, True), (workshop.ben, True), (workshop.eve, False)):
        assert posts_visible_to(actor).filter(pk=answer.pk).exists() is sees
        assert (post_at(actor, answer.thread_id, 2) is not None) is sees
    told = removal_of(answer.pk)
    assert (told.by.name, told.reason) == ("Ana", "Off the point.")


def test_removing_twice_and_restoring_twice_count_once(workshop, answer):
    for _twice in range(2):
        remove_post(actor=workshop.ben, post_id=answer.pk)
    assert counts(answer.thread_id) == (1, 2)
    for _twice in range(2):
        restore_post(actor=workshop.ben, post_id=answer.pk)
    assert counts(answer.thread_id) == (2, 2)
    assert post_row(answer.pk).html
    removal = Removal.objects.get()
    assert removal.restored_at is not None
    assert removal.restorer_id == workshop.ben.person_id
    assert removal_of(answer.pk) is None


def test_what_a_moderator_hid_stays_hidden_from_its_author(workshop, answer):
    remove_post(actor=workshop.ana, post_id=answer.pk)
    with pytest.raises(NotAllowed):
        restore_post(actor=workshop.ben, post_id=answer.pk)
    with pytest.raises(NotAllowed):
        edit_post(actor=workshop.ben, post_id=answer.pk, source="Better.")
    restore_post(actor=workshop.ana, post_id=answer.pk)
    assert not post_row(answer.pk).is_removed


def test_the_first_post_goes_only_with_its_thread(workshop):
    post = workshop.start()
    with pytest.raises(NotAllowed):
        remove_post(actor=workshop.ana, post_id=post.pk)
    remove_thread(actor=workshop.ana, thread_id=post.thread_id)
    assert not visible_to(workshop.eve).exists()


def test_an_answer_does_not_repeat_the_words_of_a_removed_post(workshop, answer):
    reply(actor=workshop.ana, thread_id=answer.thread_id, source="Between.")
    later = reply(actor=workshop.ana, thread_id=answer.thread_id, source="I see.", reply_to=2)
    assert post_row(later.pk).reply_to.excerpt == "Secret words."
    remove_post(actor=workshop.ana, post_id=answer.pk)
    row = post_row(later.pk)
    assert (row.reply_to.number, row.reply_to.excerpt) == (2, "")
    assert "Secret" not in str(row)


def test_an_author_hides_a_thread_as_long_as_nobody_else_wrote(workshop):
    post = workshop.start(by=workshop.ben)
    reply(actor=workshop.ben, thread_id=post.thread_id, source="To myself.")
    remove_thread(actor=workshop.ben, thread_id=post.thread_id)
    restore_thread(actor=workshop.ben, thread_id=post.thread_id)
    reply(actor=workshop.ana, thread_id=post.thread_id, source="To you.")
    with pytest.raises(NotAllowed):
        remove_thread(actor=workshop.ben, thread_id=post.thread_id)


def test_a_removed_thread_is_counted_and_listed_no_more(workshop, answer):
    community = Community.objects.get(pk=workshop.plaza.pk)
    assert community.thread_count == 1
    for _twice in range(2):
        remove_thread(actor=workshop.ana, thread_id=answer.thread_id, reason="Spam.")
    community.refresh_from_db()
    assert community.thread_count == 0
    assert threads_written_in(workshop.eve, workshop.ben.person_id) == []
    assert thread_removal_of(answer.thread_id).reason == "Spam."
    with pytest.raises(NotHere):
        restore_thread(actor=workshop.eve, thread_id=answer.thread_id)
    for _twice in range(2):
        restore_thread(actor=workshop.ana, thread_id=answer.thread_id)
    community.refresh_from_db()
    assert community.thread_count == 1
    assert len(threads_written_in(workshop.eve, workshop.ben.person_id)) == 1


def test_who_left_still_sees_their_own_removed_words_where_they_may_read(workshop, answer):
    remove_post(actor=workshop.ana, post_id=answer.pk)
    leave_community(actor=workshop.ben, community=workshop.plaza)
    assert posts_visible_to(workshop.ben).filter(pk=answer.pk).exists()
    Community.objects.filter(pk=workshop.plaza.pk).update(visibility="members")
    assert not posts_visible_to(workshop.ben).filter(pk=answer.pk).exists()
    with pytest.raises(NotHere):
        restore_post(actor=workshop.ben, post_id=answer.pk)


def test_closing_says_why_and_opening_brings_the_status_back(workshop):
    post = workshop.start()
    resolve_thread(actor=workshop.ana, thread_id=post.thread_id)
    for _twice in range(2):
        close_thread(actor=workshop.ana, thread_id=post.thread_id, reason="Settled.")
    assert Thread.objects.get(pk=post.thread_id).status == "closed"
    closure = Closure.objects.get()
    assert (closure.reason, closure.closer_id) == ("Settled.", workshop.ana.person_id)
    with pytest.raises(NotAllowed):
        reopen_thread(actor=workshop.ben, thread_id=post.thread_id)
    for _twice in range(2):
        reopen_thread(actor=workshop.ana, thread_id=post.thread_id)
    assert Thread.objects.get(pk=post.thread_id).status == "resolved"
    assert Closure.objects.get().reopened_at is not None


def test_who_took_back_what_they_said_under_an_alias_is_not_named(workshop, answer):
    Post.objects.filter(pk=answer.pk).update(alias="A quiet voice")
    remove_post(actor=workshop.ben, post_id=answer.pk)
    assert removal_of(answer.pk).by.name == "A quiet voice"
    assert removal_of(answer.pk).by.person_id is None
    quiet = workshop.start(by=workshop.ben)
    Thread.objects.filter(pk=quiet.thread_id).update(alias="Another voice")
    remove_thread(actor=workshop.ben, thread_id=quiet.thread_id)
    assert thread_removal_of(quiet.thread_id).by.name == "Another voice"


def test_what_is_said_under_an_alias_is_not_on_ones_own_page(workshop):
    quiet, loud = workshop.start(by=workshop.ben), workshop.start(by=workshop.ben)
    Post.objects.filter(pk=quiet.pk).update(alias="A quiet voice")
    Thread.objects.filter(pk=quiet.thread_id).update(alias="A quiet voice")
    rows = threads_written_in(workshop.ana, workshop.ben.person_id)
    assert [row.id for row in rows] == [loud.thread_id]
    again = reply(actor=workshop.ana, thread_id=quiet.thread_id, source="Between.")
    later = reply(actor=workshop.ana, thread_id=quiet.thread_id, source="To you.", reply_to=1)
    assert again.number == 2
    assert post_row(later.pk).reply_to.name == "A quiet voice"
