from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.core.communities.actions import change_community, remove_member
from tertulia.core.threads.actions import reply, start_thread
from tertulia.core.threads.models import ForeignRecord, Post, Thread
from tertulia.engage.following.actions import catch_up, mark_read, watch_community, watch_thread
from tertulia.engage.following.queries import read_number
from tertulia.lenses.notifications.actions import tell_what_happened
from tertulia.lenses.reading.catching_up import VIEWS, caught, counts_in_views
from tests.programs import SYSTEM, Program, acting, place, somebody

pytestmark = pytest.mark.django_db


class Room:
    def __init__(self):
        self.ana, self.ben, self.eve = somebody("Ana"), somebody("Ben"), somebody("Eve")
        self.home = place("masons", self.ben, coordinator=self.ana)

    def begin(self, who, title="Which lime?", where=None):
        return start_thread(
            actor=acting(who), community=where or self.home, kind="discussion", title=title,
            source="Hello.",
        ).thread_id  # fmt: skip

    def say(self, who, thread, words="Hydraulic."):
        return reply(actor=acting(who), thread_id=thread, source=words).number

    def sees(self, who, view):
        return [one.row.id for one in caught(acting(who), view)]


@pytest.fixture
def room():
    return Room()


def test_each_view_holds_what_it_says(room):
    fresh, moved, done = (room.begin(room.ana, f"No {n}") for n in range(3))
    for thread in (moved, done):
        mark_read(actor=acting(room.ben), thread=thread, number=1)
    room.say(room.ana, moved)
    own = room.begin(room.ben)
    room.say(room.ana, fresh, "@ben")
    tell_what_happened(actor=SYSTEM)
    found = {view: room.sees(room.ben, view) for view in VIEWS}
    assert found == {
        "for-you": [fresh],
        "new": [fresh],
        "unread": [moved],
        "following": [fresh, own],  # whoever is mentioned follows
        "unanswered": [done],
        "yours": [own],
    }
    assert counts_in_views(acting(room.ben)) == {"for-you": 1, "new": 1, "unread": 1}


def test_what_is_muted_stands_in_no_view(room):
    thread = room.begin(room.ana)
    mark_read(actor=acting(room.ben), thread=thread, number=1)
    room.say(room.ana, thread)
    watch_thread(actor=acting(room.ben), thread=thread, level=0)
    assert not any(room.sees(room.ben, view) for view in VIEWS)
    other = room.begin(room.ana)
    watch_community(actor=acting(room.ben), community=room.home, level=0)
    assert not any(room.sees(room.ben, view) for view in VIEWS)
    watch_thread(actor=acting(room.ben), thread=other, level=2)
    assert room.sees(room.ben, "following") == [other]


def test_nobody_catches_up_on_what_they_no_longer_see(room):
    club = place("club", room.ben, coordinator=room.ana, visibility="members")
    thread = room.begin(room.ana, where=club)
    mark_read(actor=acting(room.ben), thread=thread, number=1)
    watch_thread(actor=acting(room.ben), thread=thread, level=3)
    room.say(room.ana, thread, "@ben")
    tell_what_happened(actor=SYSTEM)
    assert room.sees(room.ben, "for-you") == room.sees(room.ben, "unread") == [thread]
    change_community(actor=acting(room.ana), community=club, visibility="secret")
    remove_member(actor=acting(room.ana), community=club, person=room.ben.pk)
    assert not any(room.sees(room.ben, view) for view in VIEWS)


def test_what_was_there_before_one_came_or_was_imported_is_not_new(room):
    old = room.begin(room.ana)
    Thread.objects.filter(pk=old).update(created_at=timezone.now() - timedelta(days=1))
    came = room.begin(room.ana)
    ForeignRecord.objects.create(source="x", kind="topic", key="1", thread_id=came)
    assert room.sees(room.ben, "new") == []


def test_all_new_is_read_up_to_the_moment_the_page_was_made(room):
    first = room.begin(room.ana)
    moment = timezone.now()
    second = room.begin(room.ana)
    assert set(room.sees(room.ben, "new")) == {first, second}
    catch_up(actor=acting(room.ben), upto=moment)
    assert room.sees(room.ben, "new") == [second]


def test_the_page_marks_one_and_all(room):
    first, second = room.begin(room.ana), room.begin(room.ana)
    for thread in (first, second):
        mark_read(actor=acting(room.ben), thread=thread, number=1)
        room.say(room.ana, thread)
    client = Client()
    client.force_login(room.ben)
    page = client.get("/catch-up?view=unread")
    assert page.content.count(b'name="thread"') == 2
    client.post("/catch-up/read", {"thread": first, "number": 2})
    assert room.sees(room.ben, "unread") == [second]
    upto = page.content.decode().split('name="upto" value="')[1].split('"')[0]
    room.say(room.ana, first)
    client.post("/catch-up/read", {"view": "unread", "upto": upto})
    assert room.sees(room.ben, "unread") == [first]  # what came meanwhile is still there
    assert client.post("/catch-up/read", {"view": "unread"}).status_code == 422
    assert Client().get("/catch-up").status_code in (302, 401)


def test_pages_go_on_where_the_last_one_ended(room):
    threads = [room.begin(room.ana, f"No {n}") for n in range(5)]
    seen, cursor = [], ""
    program = Program(room.ben)
    while cursor is not None:
        found = program.get(f"/catch-up?view=new&limit=2{cursor and '&cursor=' + cursor}").json()
        seen += [it["thread"] for it in found["items"]]
        cursor = found["next"]
    assert seen == threads[::-1]
    assert program.put("/catch-up/read", {}).json() == {"for_you": 0, "new": 0, "unread": 0}


def test_a_page_takes_as_many_queries_however_much_there_is(room, django_assert_max_num_queries):
    client = Client()
    client.force_login(room.ben)
    for n in range(8):
        room.begin(room.ana, f"No {n}")
    client.get("/catch-up?view=new")
    with django_assert_max_num_queries(9):
        client.get("/catch-up?view=new")


def test_a_day_leads_to_its_first_post(room):
    thread = room.begin(room.ana)
    for number in range(2, 30):
        room.say(room.ana, thread)
        Post.objects.filter(thread=thread, number=number).update(
            created_at=timezone.now() + timedelta(days=number)
        )
    client = Client()
    client.force_login(room.ben)
    day = (timezone.now() + timedelta(days=25)).date().isoformat()
    answer = client.get(f"/t/{thread}/which-lime?day={day}")
    assert answer["Location"].endswith("/25#p25")
    for nonsense in ("yesterday", "9999-99-99", "2500-01-01"):
        assert client.get(f"/t/{thread}/which-lime?day={nonsense}").status_code == 200


def test_a_thread_of_thousands_opens_with_the_queries_of_a_short_one(room):
    short, long = room.begin(room.ana), room.begin(room.ana, "Long")
    first = Post.objects.get(thread=long)
    rows = []
    for number in range(2, 5_001):
        rows.append(Post(thread_id=long, number=number, author=room.ana, source="x",
                         html="<p>x</p>", text="x"))  # fmt: skip
    Post.objects.bulk_create(rows, batch_size=1_000)
    Thread.objects.filter(pk=long).update(last_number=5_000, post_count=5_000, next_number=5_001)
    assert first
    program = Program(room.ben)
    client = Client()
    client.force_login(room.ben)
    mark_read(actor=acting(room.ben), thread=long, number=4_000)

    def cost(path):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(path)
        with CaptureQueriesContext(connection) as told:
            assert client.get(path).status_code == 200
        return len(told)

    assert cost(f"/t/{long}/long") <= cost(f"/t/{short}/which-lime") <= 8
    assert read_number(acting(room.ben), long) == 4_000
    assert program.get(f"/threads/{long}/posts?limit=5").status_code == 200
