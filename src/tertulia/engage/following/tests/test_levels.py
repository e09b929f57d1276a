from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.communities.actions import change_community, remove_member
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import reply, start_thread
from tertulia.core.threads.models import Post, Thread
from tertulia.core.topics.models import Topic
from tertulia.engage.following.actions import (
    catch_up,
    change_habits,
    follow_by_habit,
    forget_topic,
    mark_read,
    watch_community,
    watch_thread,
    watch_topic,
)
from tertulia.engage.following.levels import muted_for
from tertulia.engage.following.models import Following, Level
from tertulia.engage.following.queries import (
    communities_followed,
    read_number,
    thread_level,
    threads_followed,
    topics_followed,
)
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst
from tests.programs import Program, acting, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Person:
    return somebody("Ana")


@pytest.fixture
def ben() -> Person:
    return somebody("Ben")


@pytest.fixture
def masons(ana: Person, ben: Person) -> Community:
    return place("masons", ben, coordinator=ana)


def begin(who: Person, where: Community, *topics: str) -> int:
    post = start_thread(
        actor=acting(who),
        community=where,
        kind="discussion",
        title="Which lime?",
        source="Hello.",
        topics=topics,
    )
    return post.thread_id


def level(who: Person, thread: int) -> int:
    return thread_level(acting(who), thread).level


def test_one_watches_what_one_starts_and_follows_what_one_replies_to(ana, ben, masons):
    thread = begin(ana, masons)
    assert level(ana, thread) == Level.WATCHING
    assert level(ben, thread) == Level.NORMAL
    reply(actor=acting(ben), thread_id=thread, source="Hydraulic.")
    assert level(ben, thread) == Level.FOLLOWING
    reply(actor=acting(ana), thread_id=thread, source="Thank you.")
    assert level(ana, thread) == Level.WATCHING


def test_who_wants_it_otherwise_says_so(ana, ben, masons):
    change_habits(actor=acting(ana), when_started=False)
    change_habits(actor=acting(ben), when_replied=False, when_mentioned=False)
    thread = begin(ana, masons)
    assert level(ana, thread) == Level.NORMAL
    reply(actor=acting(ben), thread_id=thread, source="Hydraulic.")
    follow_by_habit(actor=acting(ben), thread=thread, habit="when_mentioned")
    assert level(ben, thread) == Level.NORMAL
    change_habits(actor=acting(ben), when_mentioned=True)
    follow_by_habit(actor=acting(ben), thread=thread, habit="when_mentioned")
    assert level(ben, thread) == Level.FOLLOWING
    with pytest.raises(Refused):
        change_habits(actor=acting(ben), when_sleeping=True)


@pytest.mark.parametrize("chosen", [Level.MUTED, Level.NORMAL, Level.WATCHING])
def test_a_chosen_level_stays_whatever_one_does(ana, ben, masons, chosen):
    thread = begin(ana, masons)
    watch_thread(actor=acting(ben), thread=thread, level=chosen)
    reply(actor=acting(ben), thread_id=thread, source="Hydraulic.")
    follow_by_habit(actor=acting(ben), thread=thread, habit="when_mentioned")
    mark_read(actor=acting(ben), thread=thread, number=2, seconds=120)
    mark_read(actor=acting(ben), thread=thread, number=2, seconds=120)
    mark_read(actor=acting(ben), thread=thread, number=2, seconds=120)
    assert level(ben, thread) == chosen


def test_who_reads_long_follows(ana, ben, masons):
    thread = begin(ana, masons)
    mark_read(actor=acting(ben), thread=thread, number=1, seconds=10_000)
    assert level(ben, thread) == Level.NORMAL  # no browser can say more than two minutes at once
    mark_read(actor=acting(ben), thread=thread, number=1, seconds=120)
    assert level(ben, thread) == Level.FOLLOWING


def test_the_nearest_word_holds(ana, ben, masons):
    thread = begin(ana, masons, "lime", "sand")
    actor = acting(ben)
    watch_community(actor=actor, community=masons, level=Level.WATCHING)
    assert level(ben, thread) == Level.WATCHING
    lime, sand = Topic.objects.order_by("slug")
    watch_topic(actor=actor, topic=lime, level=Level.MUTED)
    assert level(ben, thread) == Level.MUTED
    watch_topic(actor=actor, topic=sand, level=Level.FOLLOWING)
    assert level(ben, thread) == Level.FOLLOWING
    watch_thread(actor=actor, thread=thread, level=Level.NORMAL)
    assert level(ben, thread) == Level.NORMAL
    forget_topic(actor=actor, topic=lime.pk)
    assert [it.topic_slug for it in topics_followed(actor)] == ["sand"]
    watch_community(actor=actor, community=masons, level=Level.NORMAL)
    assert communities_followed(actor) == []


def unmuted(who: Person, **how: bool) -> set[int]:
    rows = Thread.objects.exclude(muted_for(who.pk, **how))
    return set(rows.values_list("pk", flat=True))


def test_muted_threads_are_kept_out_of_lists_unless_one_said_otherwise(ana, ben, masons):
    plain, dusty, loud = (begin(ana, masons, *topics) for topics in ((), ("dust",), ("dust",)))
    assert unmuted(ben) == {plain, dusty, loud}
    watch_topic(actor=acting(ben), topic=Topic.objects.get(slug="dust"), level=Level.MUTED)
    watch_thread(actor=acting(ben), thread=loud, level=Level.NORMAL)
    assert unmuted(ben) == {plain, loud}
    watch_thread(actor=acting(ben), thread=plain, level=Level.MUTED)
    assert unmuted(ben) == {loud}
    watch_community(actor=acting(ben), community=masons, level=Level.MUTED)
    watch_thread(actor=acting(ben), thread=dusty, level=Level.FOLLOWING)
    assert unmuted(ben) == {loud, dusty}
    assert unmuted(ana) == {plain, dusty, loud}


def test_nobody_watches_what_they_do_not_see(ana, ben):
    secret = place("cellar", ana, visibility="secret")
    thread = begin(ana, secret, "gold")
    topic = Topic.objects.get()
    eve = acting(ben)
    for attempt in (
        lambda: watch_thread(actor=eve, thread=thread, level=3),
        lambda: watch_community(actor=eve, community=secret, level=3),
        lambda: watch_topic(actor=eve, topic=topic, level=3),
        lambda: thread_level(eve, thread),
    ):
        with pytest.raises(NotHere):
            attempt()
    for attempt in (
        lambda: watch_thread(actor=ANONYMOUS, thread=thread, level=3),
        lambda: watch_community(actor=ANONYMOUS, community=secret, level=3),
        lambda: change_habits(actor=ANONYMOUS, when_started=True),
        lambda: catch_up(actor=ANONYMOUS, upto=timezone.now()),
    ):
        with pytest.raises(SignInFirst):
            attempt()
    assert not Following.objects.filter(person=ben).exists()


def test_what_one_can_no_longer_see_is_no_longer_listed(ana, ben):
    club = place("club", ben, coordinator=ana, visibility="members")
    thread = begin(ana, club, "gold")
    actor = acting(ben)
    watch_thread(actor=actor, thread=thread, level=3)
    watch_community(actor=actor, community=club, level=3)
    watch_topic(actor=actor, topic=Topic.objects.get(), level=3)
    assert [row.id for _key, row in threads_followed(actor, 3)] == [thread]
    change_community(actor=acting(ana), community=club, visibility="secret")
    remove_member(actor=acting(ana), community=club, person=ben.pk)
    assert threads_followed(actor, 3) == []
    assert communities_followed(actor) == topics_followed(actor) == []


def test_all_up_to_a_moment_counts_as_read_and_nothing_after_it(ana, ben, masons):
    first, second = begin(ana, masons), begin(ana, masons)
    reader = acting(ben)
    for thread in (first, second):
        for number in range(3):
            reply(actor=acting(ana), thread_id=thread, source=f"No {number}")
        mark_read(actor=reader, thread=thread, number=1)
    moment = timezone.now()
    Post.objects.filter(thread=first, number=4).update(created_at=moment + timedelta(minutes=1))
    catch_up(actor=reader, upto=moment)
    assert (read_number(reader, first), read_number(reader, second)) == (3, 4)
    catch_up(actor=reader, upto=moment - timedelta(days=1))
    assert (read_number(reader, first), read_number(reader, second)) == (3, 4)


def test_programs_set_levels_and_habits(ana, ben, masons):
    thread = begin(ana, masons, "lime")
    program, address = Program(ben), f"/threads/{thread}/watching"
    assert program.get(address).json() == {"level": "normal", "own": None}
    wanted = {"level": "watching"}
    assert program.put(address, wanted).json() == {"level": "watching", "own": "watching"}
    assert_problem(program.put(address, {"level": "shouting"}), 422, "level")
    around, topic = "/communities/masons/watching", "/communities/masons/topics/lime/watching"
    assert program.put(around, {"level": "muted"}).json() == {"level": "muted", "own": "muted"}
    assert program.get(topic).json() == {"level": "muted", "own": None}
    assert program.put(topic, {"level": "normal"}).json()["own"] == "normal"
    assert program.get("/watching").json() == [
        {"community": "masons", "topic": None, "level": "muted"},
        {"community": "masons", "topic": "lime", "level": "normal"},
    ]
    assert program.get("/watching/habits").json()["when_read_long"] is True
    changed = program.put("/watching/habits", {"when_read_long": False}).json()
    assert (changed["when_read_long"], changed["when_started"]) == (False, True)
    for nobody in (Program().get("/watching"), Program().get(address)):
        assert_problem(nobody, 401)
    assert_problem(program.get("/communities/masons/topics/gold/watching"), 404)
