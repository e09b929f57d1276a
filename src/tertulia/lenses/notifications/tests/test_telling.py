import pytest
from django.db import IntegrityError, transaction

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.activity.queries import AT_ONCE, last_id
from tertulia.core.activity.record import record
from tertulia.core.communities.actions import (
    add_member,
    ask_to_join,
    decide_request,
    found_community,
    give_roles,
    withdraw_request,
)
from tertulia.core.communities.models import Role
from tertulia.core.people.actions import deactivate_person
from tertulia.core.threads.actions import (
    AnchorGiven,
    close_thread,
    edit_post,
    remove_post,
    remove_thread,
)
from tertulia.core.threads.models import Post
from tertulia.core.topics.models import Topic
from tertulia.engage.following.actions import (
    mark_read,
    watch_community,
    watch_thread,
    watch_topic,
)
from tertulia.engage.following.models import Level
from tertulia.engage.following.queries import thread_level
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused, SignInFirst
from tertulia.lenses.notifications.actions import (
    choose_where,
    mark_notification_read,
    mark_notifications_read,
    tell_what_happened,
)
from tertulia.lenses.notifications.models import Notification, Progress
from tertulia.lenses.notifications.queries import notifications_of, unread_count, unread_words
from tertulia.lenses.notifications.telling import posts
from tertulia.lenses.notifications.wording import sentence
from tests.programs import SYSTEM, acting, place, somebody


def test_who_is_mentioned_answered_or_spoken_about_is_told_once_for_the_best_reason(square):
    thread = square.begin(square.ana)
    square.say(square.ben, thread)
    square.say(square.cleo, thread, "@ben, no.", reply_to=2)
    square.say(square.cleo, thread, "And you?", reply_to=1)
    square.say(square.ben, thread, "Hello?", anchor=AnchorGiven(number=1, exact="Hello"))
    assert square.told(square.ben) == [("mention", 3)]
    heard = [("quote", 5), ("reply", 4), ("watched", 3), ("watched", 2)]
    assert square.told(square.ana) == heard
    assert square.told(square.cleo) == []


def test_whoever_asks_hears_of_each_answer_that_is_not_addressed_to_anybody(square):
    thread = square.begin(square.ana)
    square.say(square.ben, thread)
    square.say(square.cleo, thread)
    assert square.told(square.ana) == [("watched", 3), ("watched", 2)]
    assert square.told(square.ben) == []


def test_nobody_is_told_of_their_own_acts(square):
    thread = square.begin(square.ana, source="I, @ana, begin.")
    watch_thread(actor=acting(square.ana), thread=thread, level=Level.WATCHING)
    square.say(square.ana, thread, "@ana again", reply_to=1)
    assert square.stored(square.ana) == 0


def test_telling_twice_tells_once(square):
    thread, start = square.begin(square.ana), last_id()
    square.say(square.ben, thread, "@ana", reply_to=1)
    assert square.told(square.ana) == [("mention", 2)]
    Progress.objects.update(activity=start)
    assert square.told(square.ana) == [("mention", 2)]
    row = Notification.objects.get(person=square.ana)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_teller_that_fails_keeps_nobody_else_from_being_told(square, monkeypatch):
    first, second = square.begin(square.ana), square.begin(square.cleo)
    bad = square.say(square.ben, first, reply_to=1)
    square.say(square.ben, second, reply_to=1)
    whole = posts._mentioned

    def failing(found):
        found = list(found)
        if any(post.thread == first and post.number == bad for post in found):
            raise RuntimeError("broken")
        return whole(found)

    monkeypatch.setattr(posts, "_mentioned", failing)
    assert square.told(square.cleo) == [("reply", 2)]
    assert square.told(square.ana) == []
    assert Progress.objects.get(name="told").activity >= last_id() - 1


def test_watching_tells_of_posts_and_following_a_place_of_threads(square):
    watch_community(actor=acting(square.ben), community=square.masons, level=Level.WATCHING)
    watch_community(actor=acting(square.cleo), community=square.masons, level=Level.FOLLOWING)
    thread = square.begin(square.ana)
    square.say(square.ana, thread)
    assert square.told(square.ben) == [("watched", 2), ("started", 1)]
    assert square.told(square.cleo) == [("started", 1)]
    watch_thread(actor=acting(square.ben), thread=thread, level=Level.NORMAL)
    watch_thread(actor=acting(square.cleo), thread=thread, level=Level.WATCHING)
    square.say(square.ana, thread)
    assert square.told(square.ben)[0] == ("watched", 2)
    assert square.told(square.cleo)[0] == ("watched", 3)


def test_a_topic_is_watched_before_its_community(square):
    square.begin(square.ana, topics=["Lime"])
    topic = Topic.objects.get()
    watch_topic(actor=acting(square.ben), topic=topic, level=Level.WATCHING)
    watch_community(actor=acting(square.ben), community=square.masons, level=Level.MUTED)
    square.forget()
    limed, plain = square.begin(square.ana, topics=["Lime"]), square.begin(square.ana)
    square.say(square.ana, plain, "@ben here")
    assert square.told(square.ben) == [("started", 1)]
    assert notifications_of(acting(square.ben))[0].thread_id == limed


def test_what_is_muted_tells_nothing_and_shows_nothing_any_more(square):
    thread = square.begin(square.ana)
    square.say(square.ana, thread, "@ben")
    assert square.told(square.ben) == [("mention", 2)]
    watch_thread(actor=acting(square.ben), thread=thread, level=Level.MUTED)
    assert square.told(square.ben) == []
    assert unread_count(acting(square.ben)) == 0


def test_who_is_mentioned_follows_from_then_on(square):
    thread = square.begin(square.ana)
    square.say(square.ana, thread, "@ben")
    square.tell()
    assert thread_level(acting(square.ben), thread).level == Level.FOLLOWING


def test_a_mention_that_an_edit_adds_is_told_and_is_not_read_by_an_older_mark(square):
    thread = square.begin(square.ana)
    mark_read(actor=acting(square.ben), thread=thread, number=1)
    post = Post.objects.get(thread=thread, number=1)
    edit_post(actor=acting(square.ana), post_id=post.pk, source="Hello, @ben.")
    edit_post(actor=acting(square.ana), post_id=post.pk, source="Hello, @ben!")
    assert square.told(square.ben, unread=True) == [("mention", 1)]


def test_an_outsider_is_told_nothing_of_what_is_secret(square):
    cellar = place("cellar", square.ben, coordinator=square.ana, visibility="secret")
    square.forget()
    thread = square.begin(square.ana, cellar, source="@eve and @ben")
    square.say(square.ben, thread, "@eve", reply_to=1)
    assert square.stored(square.eve) == 0
    assert square.told(square.ben) == [("mention", 1)]


def test_where_a_thread_went_the_right_to_it_went_too(square):
    """Whoever reads no longer is told no longer: on the site, in the count, by mail, by API."""
    thread = square.begin(square.ana)
    square.say(square.ana, thread, "@eve")
    assert square.told(square.eve) == [("mention", 2)]
    cellar = place("cellar", coordinator=square.ana, visibility="secret")
    Post.objects.get(thread=thread, number=2).thread.__class__.objects.filter(pk=thread).update(
        community=cellar
    )
    assert square.told(square.eve) == []
    assert unread_count(acting(square.eve)) == 0
    one = Notification.objects.get(person=square.eve).pk
    with pytest.raises(NotHere):
        mark_notification_read(actor=acting(square.eve), notification=one)


def test_a_removed_post_is_told_of_no_longer(square):
    thread = square.begin(square.ana)
    square.say(square.cleo, thread, "@ben, you fool")
    assert square.told(square.ben) == [("mention", 2)]
    post = Post.objects.get(thread=thread, number=2)
    remove_post(actor=acting(square.ana), post_id=post.pk, reason="Not like this.")
    assert square.told(square.ben) == []
    (notice,) = notifications_of(acting(square.cleo))
    assert (notice.cause, notice.data["reason"]) == ("moderation", "Not like this.")
    assert "hid a post of yours" in sentence(notice)


def test_who_began_a_thread_hears_that_others_closed_or_hid_it(square):
    thread = square.begin(square.ben)
    close_thread(actor=acting(square.ana), thread_id=thread, reason="It is done.")
    remove_thread(actor=acting(square.ana), thread_id=thread, reason="It was a doublet.")
    square.tell()
    whats = [it.data["what"] for it in notifications_of(acting(square.ben))]
    assert whats == ["thread_removed", "thread_closed"]


def test_requests_and_what_becomes_of_them(square):
    club = place("club", coordinator=square.ana, visibility="members", join_policy="request")
    square.forget()
    request = ask_to_join(actor=acting(square.eve), community=club, message="Please.")
    ask_to_join(actor=acting(square.eve), community=club, message="Please!")
    assert square.told(square.ana, unread=True) == [("request", None)]
    decide_request(actor=acting(square.ana), request=request, accept=True)
    assert square.told(square.ana, unread=True) == []
    assert square.told(square.eve) == [("belonging", None)]
    assert "member of Club" in sentence(notifications_of(acting(square.eve))[0])
    give_roles(actor=acting(square.ana), community=club, person=square.eve.pk, roles=Role.STEWARD)
    assert len(square.told(square.eve)) == 2
    again = ask_to_join(actor=acting(square.ben), community=club)
    square.tell()
    withdraw_request(actor=acting(square.ben), community=club)
    assert again.pk
    assert square.told(square.ana, unread=True) == []


def test_a_request_goes_to_whoever_coordinates_above_where_nobody_does(square):
    above = place("above", coordinator=square.ana, visibility="members")
    below = found_community(
        actor=SYSTEM, slug="below", name="Below", visibility="members", join_policy="request",
        parent=above,
    )  # fmt: skip
    square.forget()
    ask_to_join(actor=acting(square.eve), community=below)
    assert square.told(square.ana) == [("request", None)]


def test_reading_the_thread_reads_what_was_told_of_it(square):
    thread = square.begin(square.ana)
    square.say(square.ana, thread, "@ben")
    square.say(square.ana, thread, "@ben, are you there?")
    square.tell()
    ben = acting(square.ben)
    assert unread_count(ben) == 2
    mark_read(actor=ben, thread=thread, number=2)
    assert square.told(square.ben, unread=True) == [("mention", 3)]
    assert unread_count(ben) == 1


def test_marking_read(square):
    thread = square.begin(square.ana)
    for _turn in range(3):
        square.say(square.ana, thread, "@ben")
    square.tell()
    ben = acting(square.ben)
    third, second, first = notifications_of(ben)
    mark_notification_read(actor=ben, notification=second.id)
    assert unread_count(ben) == 2
    mark_notifications_read(actor=ben, upto=first.happened_at)
    assert [it.id for it in notifications_of(ben, unread=True)] == [third.id]
    mark_notifications_read(actor=ben)
    assert unread_count(ben) == 0
    for who in (acting(square.eve), acting(square.ana)):
        with pytest.raises(NotHere):
            mark_notification_read(actor=who, notification=third.id)
    with pytest.raises(SignInFirst):
        mark_notifications_read(actor=ANONYMOUS)


def test_the_count_says_no_more_than_it_must():
    assert [unread_words(count) for count in (0, 1, 9, 10)] == ["", "1", "9", "9+"]


def test_pages_go_on_where_the_last_one_ended(square):
    thread = square.begin(square.ana)
    for _turn in range(5):
        square.say(square.ana, thread, "@ben")
    square.tell()
    ben = acting(square.ben)
    seen, before = [], None
    while page := notifications_of(ben, before=before, limit=2):
        seen += [it.number for it in page]
        before = (page[-1].happened_at, page[-1].id)
    assert seen == [6, 5, 4, 3, 2]


def test_what_somebody_does_not_want_is_not_told(square):
    ben = acting(square.ben)
    choose_where(actor=ben, cause="mention", on_site=False, by_mail=False)
    choose_where(actor=ben, cause="reply", on_site=False, by_mail=True)
    thread = square.begin(square.ben)
    square.say(square.ana, thread, "@ben")
    square.say(square.ana, thread, "Well?", reply_to=1)
    assert square.told(square.ben) == []
    assert square.stored(square.ben) == 1  # for the letter
    with pytest.raises(Refused):
        choose_where(actor=ben, cause="weather", on_site=True, by_mail=True)


def test_nobody_who_is_away_for_good_is_told(square):
    deactivate_person(actor=SYSTEM, person=square.ben)
    thread = square.begin(square.ana, source="@ben")
    assert thread
    assert square.stored(square.ben) == 0


def test_only_the_system_tells(square):
    with pytest.raises(NotAllowed):
        tell_what_happened(actor=acting(square.ana))


def test_many_watchers_cost_the_same_queries(square, django_assert_max_num_queries):
    """What grows with the number of people is the writing of their rows alone."""
    folk = [somebody() for _turn in range(10)]
    for each in folk:
        add_member(actor=SYSTEM, community=square.masons, person=each.pk)
        watch_community(actor=acting(each), community=square.masons, level=Level.WATCHING)
        choose_where(actor=acting(each), cause="watched", on_site=False, by_mail=False)
    thread = square.begin(square.ana)
    square.tell()
    for _turn in range(20):
        square.say(square.ana, thread)
    with django_assert_max_num_queries(32):
        square.tell()


def test_what_gathered_for_long_is_told_to_the_end(square):
    thread = square.begin(square.ana)
    with transaction.atomic():
        for _turn in range(2 * AT_ONCE):
            record("test.noise", actor=SYSTEM)
    square.say(square.ben, thread)
    assert square.tell() > 2 * AT_ONCE
    assert square.told(square.ana) == [("watched", 2)]


def test_a_step_that_was_not_full_is_the_last(square, monkeypatch):
    """What is written meanwhile has its own order; else it never ends while people write."""
    steps = []

    def meanwhile(entries):
        steps.append(len(entries))
        square.begin(square.ben)
        return []

    monkeypatch.setattr("tertulia.lenses.notifications.actions.news_of", meanwhile)
    square.begin(square.ana)
    square.tell()
    assert len(steps) == 1
