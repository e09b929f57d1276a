import pytest

from tertulia.config.commands.checks.counts import wrong_counts
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import (
    AnchorGiven,
    merge_threads,
    remove_post,
    reply,
    split_thread,
)
from tertulia.core.threads.models import Anchor, FormerAddress, Post, Thread
from tertulia.core.threads.queries import post_at, posts_in_chunk, thread_facts
from tertulia.core.threads.queries.former import address_now
from tertulia.core.threads.queries.links import links_of
from tertulia.engage.following.actions import mark_read
from tertulia.engage.following.models import Following
from tertulia.kit.web.refusals import NotAllowed, Refused
from tests.programs import Program, assert_problem, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(workshop) -> int:
    """A thread of six posts: 2 is about words of 1, 3 answers 2, 5 answers 4."""
    thread = workshop.start(title="Damp", source="The wall is damp.").thread_id
    words = AnchorGiven(number=1, exact="The wall")
    for author, more in (
        (workshop.ben, {"anchor": words}),
        (workshop.ana, {"reply_to": 2}),
        (workshop.ben, {}),
        (workshop.eve, {"reply_to": 4}),
        (workshop.eve, {"reply_to": 1}),
    ):
        reply(actor=author, thread_id=thread, source="I say.", **more)
    return thread


def numbers(thread: int) -> list[int]:
    return list(
        Post.objects.filter(thread=thread).order_by("number").values_list("number", flat=True)
    )


def split(workshop, thread: int, chosen: set[int]) -> int:
    return split_thread(
        actor=workshop.ana, thread_id=thread, numbers=chosen, title="Of its own"
    ).thread_id


def test_chosen_posts_become_a_thread(workshop, thread):
    part = split(workshop, thread, {4, 5})
    assert numbers(thread) == [1, 2, 3, 6]
    assert numbers(part) == [1, 2]
    it = Thread.objects.get(pk=part)
    assert (it.title, it.author_id, it.kind) == ("Of its own", workshop.ben.person_id, "discussion")
    assert (it.post_count, it.last_number, it.next_number) == (2, 2, 3)
    assert Post.objects.get(thread=part, number=2).reply_to.number == 1
    assert wrong_counts() == {}
    assert post_at(workshop.eve, thread, 5).thread_id == part
    assert address_now(workshop.eve, thread, 5) == f"/t/{part}/of-its-own/2#p2"
    assert [row.way for row in links_of(workshop.eve, part)] == ["split_from"]
    assert [row.way for row in links_of(workshop.eve, thread)] == ["split_from-back"]
    new = reply(actor=workshop.ben, thread_id=thread, source="On.")
    assert new.number == 7


def test_numbers_are_not_used_again_when_the_last_ones_went(workshop, thread):
    split(workshop, thread, {5, 6})
    assert reply(actor=workshop.ben, thread_id=thread, source="On.").number == 7
    assert wrong_counts() == {}


def test_no_post_answers_or_points_across(workshop, thread):
    part = split(workshop, thread, {2, 5, 6})
    assert set(Post.objects.filter(thread=part).values_list("reply_to", flat=True)) == {None}
    third = Post.objects.get(thread=thread, number=3)
    assert (third.reply_to, third.root) == (None, None)
    anchor = Anchor.objects.get()
    assert (anchor.target, anchor.state, anchor.exact) == (None, "orphaned", "The wall")
    assert posts_in_chunk(part, 0)[0].spot.exact == "The wall"


def test_what_is_hidden_goes_along_and_is_not_counted(workshop, thread):
    remove_post(actor=workshop.ben, post_id=Post.objects.get(thread=thread, number=4).pk)
    part = split(workshop, thread, {4, 5})
    assert Thread.objects.get(pk=part).post_count == 1
    assert wrong_counts() == {}


@pytest.mark.parametrize("chosen", [set(), {1}, {1, 2}, {99}])
def test_some_choices_make_no_thread(workshop, thread, chosen):
    with pytest.raises(Refused):
        split(workshop, thread, chosen)
    assert Thread.objects.count() == 1


def test_the_accepted_answer_stays(workshop, thread):
    answer = Post.objects.get(thread=thread, number=4)
    Thread.objects.filter(pk=thread).update(answer_post=answer.pk)
    with pytest.raises(Refused):
        split(workshop, thread, {4, 5})


def test_only_moderators_split_and_merge(workshop, thread):
    other = workshop.start(by=workshop.ben, title="Other").thread_id
    for actor in (workshop.ben, workshop.eve):
        with pytest.raises(NotAllowed):
            split_thread(actor=actor, thread_id=thread, numbers={2}, title="Mine")
        with pytest.raises(NotAllowed):
            merge_threads(actor=actor, thread_id=other, into=thread)


def test_read_marks_go_with_the_posts(workshop, thread):
    mark_read(actor=workshop.ana, thread=thread, number=4)
    part = split(workshop, thread, {3, 4, 5})
    marks = dict(Following.objects.filter(thread=part).values_list("person", "read_number"))
    assert marks[workshop.ana.person_id] == 2
    assert marks[workshop.eve.person_id] == 3  # who wrote the last one had read it all


def test_two_threads_become_one_in_the_order_of_time(workshop, thread):
    other = workshop.start(title="Wet", by=workshop.ben).thread_id
    reply(actor=workshop.eve, thread_id=other, source="Wet indeed.")
    reply(actor=workshop.ana, thread_id=thread, source="The last one.")
    merge_threads(actor=workshop.ana, thread_id=other, into=thread)
    posts = list(Post.objects.filter(thread=thread).order_by("number"))
    assert [post.number for post in posts] == [1, 2, 3, 4, 5, 6, 8, 9, 10]
    assert [post.created_at for post in posts] == sorted(post.created_at for post in posts)
    assert posts[-1].text.strip() == "The last one."
    assert wrong_counts() == {}
    assert thread_facts(workshop.ana, other) is None
    assert Thread.objects.get(pk=other).merged_into_id == thread
    assert reply(actor=workshop.ben, thread_id=thread, source="On.").number == 11


def test_every_former_address_leads_on(workshop, thread):
    other = workshop.start(title="Wet", by=workshop.ben).thread_id
    reply(actor=workshop.ana, thread_id=thread, source="The last one.")
    merge_threads(actor=workshop.ana, thread_id=other, into=thread)
    third = workshop.start(title="Third").thread_id
    merge_threads(actor=workshop.ana, thread_id=thread, into=third)
    assert address_now(workshop.eve, other).startswith(f"/t/{third}/")
    was_first_of_other = post_at(workshop.eve, other, 1)
    assert was_first_of_other.thread_id == third
    assert post_at(workshop.eve, thread, 7).text.strip() == "The last one."
    assert address_now(workshop.eve, thread, 99) == f"/t/{third}/third"
    assert FormerAddress.objects.filter(thread=other, number=1).count() == 1


def test_merging_has_its_limits(workshop, thread):
    hall = place("hall", coordinator=Person.objects.get(handle="ana"))
    far = workshop.start(title="Far", community=hall).thread_id
    for source, target in ((thread, thread), (thread, far), (thread, 98_765)):
        with pytest.raises(Refused):
            merge_threads(actor=workshop.ana, thread_id=source, into=target)


def test_nobody_has_read_more_by_a_merge(workshop, thread):
    mark_read(actor=workshop.ana, thread=thread, number=6)
    other = workshop.start(title="Wet", by=workshop.ben).thread_id
    reply(actor=workshop.ben, thread_id=other, source="Wet indeed.")
    reply(actor=workshop.eve, thread_id=thread, source="The last one.")
    merge_threads(actor=workshop.ana, thread_id=other, into=thread)
    marks = dict(Following.objects.filter(thread=thread).values_list("person", "read_number"))
    assert marks[workshop.ana.person_id] == 6
    assert marks[workshop.ben.person_id] == 4  # had not come to 5 and 6
    assert marks[workshop.eve.person_id] == 7  # before 8, which she has not seen
    assert not Following.objects.filter(thread=other).exists()


def test_programs_split_and_merge(workshop, thread):
    ana = Program(Person.objects.get(handle="ana"))
    made = ana.post(f"/threads/{thread}/split", {"numbers": [4, 5], "title": "Part"})
    assert made.status_code == 201
    part = made.json()["id"]
    assert made["Location"] == f"/api/v1/threads/{part}"
    assert_problem(ana.post(f"/threads/{thread}/split", {"numbers": [1], "title": "P"}), 422)
    answer = ana.post(f"/threads/{part}/merge", {"into": thread})
    assert (answer.status_code, answer.json()["id"]) == (200, thread)
    led = Program().get(f"/threads/{part}")
    assert (led.status_code, led["Location"]) == (308, f"/api/v1/threads/{thread}")
    assert_problem(ana.post(f"/threads/{part}/merge", {"into": thread}), 404)
