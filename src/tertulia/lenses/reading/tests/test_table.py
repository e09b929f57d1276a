import pytest
from django.test import Client

from tertulia.core.activity.queries import last_id
from tertulia.core.communities.actions import ask_to_join, change_community, remove_member
from tertulia.core.people.queries import person_behind
from tertulia.core.profiles.actions import describe_person
from tertulia.core.threads.actions import remove_thread, reply, start_thread
from tertulia.engage.following.actions import mark_read, watch_community, watch_thread
from tertulia.engage.reports.actions import report_post, settle_report
from tertulia.lenses.notifications.actions import tell_what_happened
from tertulia.lenses.notifications.models import Progress
from tertulia.lenses.reading.table_page import table_of
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db


class Room:
    def __init__(self):
        self.ana, self.ben = somebody("Ana"), somebody("Ben")
        self.home = self.found("masons", self.ben, coordinator=self.ana)

    def found(self, slug, *members, **more):
        """Found a place; that one was made a member of it is told to nobody here."""
        it = place(slug, *members, **more)
        Progress.objects.update_or_create(name="told", defaults={"activity": last_id()})
        return it

    def begin(self, who, title="Which lime?", where=None, topics=()):
        return start_thread(
            actor=acting(who), community=where or self.home, kind="discussion", title=title,
            source="Hello.", topics=topics,
        ).thread_id  # fmt: skip

    def say(self, who, thread, words="Hydraulic."):
        reply(actor=acting(who), thread_id=thread, source=words)

    def seats(self, who):
        tell_what_happened(actor=SYSTEM)
        return [(it.why, it.row.id if it.row else it.words or it.count)
                for it in table_of(acting(who)).seats]  # fmt: skip


@pytest.fixture
def room():
    return Room()


def test_each_seat_has_its_true_reason(room):
    other = room.found("weavers", coordinator=room.ana)
    moved, known, plain = (
        room.begin(room.ana, "Moved"),
        room.begin(room.ana, "Known", topics=["Dry stone"]),
        room.begin(room.ana, "Plain"),
    )
    mark_read(actor=acting(room.ben), thread=moved, number=1)
    room.say(room.ana, moved)
    spoken = room.begin(room.ana, "Spoken")
    room.say(room.ana, spoken, "@ben?")
    strange = room.begin(room.ana, "Strange", other)
    room.say(room.ana, strange)
    me = person_behind(acting(room.ben))
    describe_person(actor=acting(room.ben), person=me, words={"knows": ["dry stone"]})
    assert room.seats(room.ben) == [
        ("told", "mention"),
        ("moved", moved),
        ("known", known),
        ("unanswered", plain),
        ("surprise", strange),
    ]


def test_who_looks_after_people_finds_who_asks_to_join(room):
    club = place("club", coordinator=room.ana, visibility="members", join_policy="request")
    ask_to_join(actor=acting(room.ben), community=club)
    assert room.seats(room.ana)[0] == ("request", 1)
    assert ("request", 1) not in room.seats(room.ben)


def test_who_moderates_finds_that_reports_wait_and_nobody_else_does(room):
    thread = room.begin(room.ben)
    post = reply(actor=acting(room.ben), thread_id=thread, source="Buy my lime.")
    cleo, operator = somebody("Cleo"), somebody("Olga", is_operator=True)
    report = report_post(actor=acting(cleo), post_id=post.pk, reason="spam")
    assert room.seats(room.ana)[0] == ("report", 1)
    assert table_of(acting(room.ana)).seats[0].address == "/moderation"
    assert ("report", 1) in room.seats(operator)
    for nobody in (room.ben, cleo):
        assert "report" not in dict(room.seats(nobody))
    settle_report(actor=acting(room.ana), report=report.pk, outcome="dismissed")
    assert "report" not in dict(room.seats(room.ana))


def test_there_are_never_more_than_seven(room):
    for turn in range(12):
        thread = room.begin(room.ana, f"No {turn}")
        if turn % 2:
            mark_read(actor=acting(room.ben), thread=thread, number=1)
            room.say(room.ana, thread)
    assert len(room.seats(room.ben)) == 7


def test_what_is_muted_or_hidden_or_gone_does_not_lie_there(room):
    quiet, hidden = room.begin(room.ana, "Quiet"), room.begin(room.ana, "Hidden")
    watch_thread(actor=acting(room.ben), thread=quiet, level=0)
    assert room.seats(room.ben) == [("unanswered", hidden)]
    remove_thread(actor=acting(room.ana), thread_id=hidden)
    assert room.seats(room.ben) == []
    loud = room.begin(room.ana, "Loud")
    assert room.seats(room.ben) == [("unanswered", loud)]
    assert table_of(acting(room.ben)).now == ()
    watch_community(actor=acting(room.ben), community=room.home, level=0)
    assert room.seats(room.ben) == []


def test_who_was_sent_away_finds_nothing_more(room):
    club = room.found("club", room.ben, coordinator=room.ana, visibility="members")
    thread = room.begin(room.ana, where=club)
    mark_read(actor=acting(room.ben), thread=thread, number=1)
    room.say(room.ana, thread, "@ben")
    assert room.seats(room.ben) == [("told", "mention")]
    change_community(actor=acting(room.ana), community=club, visibility="secret")
    remove_member(actor=acting(room.ana), community=club, person=room.ben.pk)
    assert room.seats(room.ben) == []  # not even that they were: the place is secret
    assert not table_of(acting(room.ben)).now


def test_the_first_page_takes_twelve_queries_at_most(room, django_assert_max_num_queries):
    for name in ("a", "b", "c", "d"):
        where = place(f"place-{name}", room.ben, coordinator=room.ana)
        for turn in range(3):
            thread = room.begin(room.ana, f"No {turn}", where)
            mark_read(actor=acting(room.ben), thread=thread, number=1)
            room.say(room.ana, thread, "@ben")
    tell_what_happened(actor=SYSTEM)
    client = Client()
    client.force_login(room.ben)
    with django_assert_max_num_queries(12):  # nothing is kept yet
        assert client.get("/").status_code == 200
    with django_assert_max_num_queries(10):
        page = client.get("/").content.decode()
    assert page.count("<title>(9+) ") == 1


def test_visitors_and_the_lonely_see_what_there_is(room):
    room.begin(room.ana, "Open to all")
    assert b"Open to all" in Client().get("/").content
    client = Client()
    client.force_login(somebody("Cleo"))
    assert b"Open to all" in client.get("/").content
