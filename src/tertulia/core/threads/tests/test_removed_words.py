import pytest

from tertulia.core.threads.actions import AnchorGiven, remove_post, reply, start_thread
from tertulia.core.threads.queries import post_row
from tests.programs import acting, place, somebody


@pytest.mark.django_db
def test_a_remark_does_not_repeat_the_words_of_a_removed_post():
    ana = acting(somebody("Ana"))
    starter = start_thread(
        actor=ana, community=place("masons"), kind="discussion", title="T", source="Hello."
    )
    post = reply(actor=ana, thread_id=starter.thread_id, source="CANARY words")
    place_there = AnchorGiven(number=post.number, exact="CANARY")
    remark = reply(actor=ana, thread_id=starter.thread_id, source="What?", anchor=place_there)
    assert post_row(remark.id).spot.exact == "CANARY"
    remove_post(actor=ana, post_id=post.id)
    assert "CANARY" not in str(post_row(remark.id))
    assert post_row(remark.id).spot.number == post.number
