import pytest

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community, Membership
from tertulia.core.threads.actions import (
    AnchorGiven,
    close_thread,
    remove_post,
    remove_thread,
    reply,
    retitle_thread,
    start_thread,
)
from tertulia.core.threads.models import Anchor, Post, Thread
from tertulia.core.threads.queries import post_row, posts_in_chunk, thread_rows
from tertulia.core.topics.models import Topic
from tertulia.core.topics.queries import topics_of
from tertulia.engage.following.models import Following, Level
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import acting, place, somebody


def thread_of(post: Post) -> Thread:
    return Thread.objects.get(pk=post.thread_id)


def verbs() -> list[str]:
    return list(Activity.objects.order_by("id").values_list("verb", flat=True))


def test_a_thread_begins_with_its_first_post(workshop):
    post = workshop.start(source="What *is* it?\n", topics=["Wood", "Glue"], lane="lounge")
    thread = thread_of(post)
    assert (post.number, post.source, post.text.strip()) == (1, "What *is* it?\n", "What is it?")
    assert "<em>is</em>" in post.html
    assert (thread.kind, thread.lane, thread.status) == ("discussion", "lounge", "open")
    assert (thread.post_count, thread.last_number, thread.next_number) == (1, 1, 2)
    assert thread.author_id == thread.last_author == workshop.ana.person_id
    assert thread.last_post_at == post.created_at
    assert [topic.name for topic in topics_of(thread.pk)] == ["Wood", "Glue"]
    community = Community.objects.get(pk=workshop.plaza.pk)
    assert (community.thread_count, community.last_post_at) == (1, post.created_at)
    assert thread.version == Activity.objects.get(verb="thread.started").id
    followed = Following.objects.get(thread=thread, person=workshop.ana.person_id)
    assert (followed.read_number, followed.level) == (1, Level.WATCHING)


def test_writing_in_an_open_community_makes_one_a_member(workshop):
    workshop.start(by=workshop.eve)
    assert Membership.objects.filter(person=workshop.eve.person_id).exists()
    assert verbs()[-2:] == ["membership.joined", "thread.started"]
    newcomer = acting(somebody())
    reply(actor=newcomer, thread_id=Thread.objects.get().pk, source="Me too.")
    assert Membership.objects.filter(person=newcomer.person_id).count() == 1
    assert verbs()[-2:] == ["membership.joined", "post.added"]


@pytest.mark.django_db
def test_who_coordinates_from_outside_writes_without_becoming_a_member():
    boss = acting(somebody(is_operator=True))
    club = place("club", join_policy="invitation")
    start_thread(actor=boss, community=club, kind="discussion", title="T", source="Words.")
    assert not Membership.objects.exists()


def test_replies_are_numbered_and_counted(workshop):
    first = workshop.start()
    for _number in range(3):
        last = reply(actor=workshop.ben, thread_id=first.thread_id, source="Yes.")
    thread = thread_of(first)
    assert (last.number, thread.last_number, thread.post_count) == (4, 4, 4)
    assert (thread.last_post_at, thread.last_author) == (last.created_at, workshop.ben.person_id)
    data = Activity.objects.filter(verb="post.added").values_list("data", "post", "thread")
    assert data.last() == ({"number": 4}, last.pk, thread.pk)


def test_a_number_is_never_given_twice(workshop):
    first = workshop.start()
    gone = reply(actor=workshop.ben, thread_id=first.thread_id, source="Oh.")
    remove_post(actor=workshop.ben, post_id=gone.pk)
    assert reply(actor=workshop.ben, thread_id=first.thread_id, source="Well.").number == 3
    Post.objects.filter(pk=gone.pk).delete()
    Post.objects.filter(thread=first.thread_id, number=3).delete()
    assert reply(actor=workshop.ben, thread_id=first.thread_id, source="So.").number == 4


def test_an_answer_names_the_post_before_it_only_where_that_is_not_just_above(workshop):
    first = workshop.start(source="The question.")
    near = reply(actor=workshop.ben, thread_id=first.thread_id, source="A.", reply_to=1)
    far = reply(actor=workshop.ben, thread_id=first.thread_id, source="B.", reply_to=1)
    assert near.reply_to_id == far.reply_to_id == first.pk
    assert post_row(near.pk).reply_to is None
    answered = post_row(far.pk).reply_to
    assert (answered.number, answered.name, answered.excerpt) == (1, "Ana", "The question.")


def test_an_answer_to_nothing_is_refused(workshop):
    first, other = workshop.start(), workshop.start()
    reply(actor=workshop.ana, thread_id=other.thread_id, source="Two.")
    for number in (0, 2, 99, 2**31 - 1):
        with pytest.raises(Refused, match="not in this thread") as refusal:
            reply(actor=workshop.ben, thread_id=first.thread_id, source="A.", reply_to=number)
        assert refusal.value.field == "reply_to"
    assert thread_of(first).post_count == 1


def test_a_remark_on_a_place_is_the_root_of_a_talk(workshop):
    first = workshop.start(source="Oil the *press*.\n\nThen wait.")
    given = AnchorGiven(number=1, exact="press")
    remark = reply(actor=workshop.ben, thread_id=first.thread_id, source="Why?", anchor=given)
    answer = reply(actor=workshop.ana, thread_id=first.thread_id, source="It squeaks.", reply_to=2)
    remark.refresh_from_db()
    assert remark.root_id == answer.root_id == remark.pk
    spot = post_row(remark.pk).spot
    assert (spot.number, spot.exact, spot.state) == (1, "press", "found")
    row = Anchor.objects.get()
    assert (row.prefix, row.suffix, row.target_revision) == ("Oil the ", ".", 0)


@pytest.mark.parametrize(
    ("anchor", "why"),
    [
        (AnchorGiven(number=9, exact="x"), "not in this thread"),
        (AnchorGiven(number=1, exact="not there"), "not in the post"),
        (AnchorGiven(number=1), "needs the words or the second"),
    ],
)
def test_anchors_that_cannot_be(workshop, anchor, why):
    first = workshop.start()
    with pytest.raises(Refused, match=why):
        reply(actor=workshop.ben, thread_id=first.thread_id, source="A.", anchor=anchor)
    assert thread_of(first).post_count == 1
    assert Post.objects.count() == 1


@pytest.mark.parametrize("source", ["", " ", "\n\t\n", "x" * 200_001, "a\x00b", "\ud800"])
def test_words_that_cannot_be_kept(workshop, source):
    first = workshop.start()
    with pytest.raises(Refused) as refusal:
        reply(actor=workshop.ben, thread_id=first.thread_id, source=source)
    assert str(refusal.value)
    assert refusal.value.field == "body"


@pytest.mark.parametrize("title", ["", " ", "a\nb", "x" * 201, "\u200b", "a\u202eb", "a\x00"])
def test_titles_that_cannot_be(workshop, title):
    with pytest.raises(Refused) as refusal:
        workshop.start(title=title)
    assert refusal.value.field == "title"
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (" Wood & glue ", "wood-glue"),
        ("東京", "thread"),
        ("!!!", "thread"),
        ("Reply", "reply-thread"),
        ("x" * 200, "x" * 80),
        ("Ünïcödé", "unicode"),
    ],
)
def test_titles_are_trimmed_and_make_addresses(workshop, title, slug):
    thread = thread_of(workshop.start(title=title))
    assert (thread.title, thread.slug) == (title.strip(), slug)


def test_what_cannot_be_started(workshop):
    with pytest.raises(Refused, match="no such kind"):
        workshop.start(kind="riddle")
    with pytest.raises(NotAllowed):
        workshop.start(by=ANONYMOUS)
    with pytest.raises(NotHere):
        workshop.start(by=workshop.eve, community=place("club", visibility="members"))
    with pytest.raises(Refused, match="eight topics"):
        workshop.start(topics=[f"topic {n}" for n in range(9)])
    assert not Thread.objects.exists()
    assert not Topic.objects.exists()


def test_nobody_replies_where_there_is_nothing_or_where_it_is_closed(workshop):
    first = workshop.start()
    with pytest.raises(NotHere):
        reply(actor=workshop.ben, thread_id=10**9, source="A.")
    close_thread(actor=workshop.ana, thread_id=first.thread_id)
    with pytest.raises(NotAllowed, match="closed"):
        reply(actor=workshop.ben, thread_id=first.thread_id, source="A.")
    assert reply(actor=workshop.ana, thread_id=first.thread_id, source="One more.").number == 2
    remove_thread(actor=workshop.ana, thread_id=first.thread_id)
    with pytest.raises(NotHere):
        reply(actor=workshop.ben, thread_id=first.thread_id, source="A.")


def test_retitling_changes_title_address_and_topics_in_their_order(workshop):
    first = workshop.start(by=workshop.ben, topics=["a", "b"])
    retitle_thread(
        actor=workshop.ben, thread_id=first.thread_id, title=" Newer ", topics=["c", "b", "B"]
    )
    thread = thread_of(first)
    assert (thread.title, thread.slug) == ("Newer", "newer")
    assert [topic.name for topic in topics_of(thread.pk)] == ["c", "b"]
    retitle_thread(actor=workshop.ana, thread_id=first.thread_id, title="Newest")
    assert [topic.name for topic in topics_of(thread.pk)] == ["c", "b"]
    with pytest.raises(NotAllowed):
        retitle_thread(actor=workshop.eve, thread_id=first.thread_id, title="Mine")


def test_lists_show_the_liveliest_first_and_go_on_where_they_stopped(workshop):
    started = [workshop.start(title=f"No. {number}") for number in range(5)]
    reply(actor=workshop.ben, thread_id=started[1].thread_id, source="Up!")
    rows, seen = thread_rows(workshop.ana, limit=2), []
    while rows:
        seen += [row.title for row in rows]
        rows = thread_rows(workshop.ana, before=(rows[-1].last_at, rows[-1].id), limit=2)
    assert seen == ["No. 1", "No. 4", "No. 3", "No. 2", "No. 0"]


def test_a_page_holds_the_posts_of_its_numbers(workshop):
    first = workshop.start()
    for _number in range(21):
        reply(actor=workshop.ana, thread_id=first.thread_id, source="A.")
    chunks = [posts_in_chunk(first.thread_id, chunk) for chunk in range(3)]
    numbers = [[row.number for row in chunk] for chunk in chunks]
    assert numbers == [list(range(1, 21)), [21, 22], []]
