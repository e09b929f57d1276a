from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.core.activity.models import Activity
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import remove_post, reply, start_thread
from tertulia.engage.bookmarks.actions import drop_bookmark, keep_bookmark
from tertulia.engage.bookmarks.models import Bookmark
from tertulia.engage.bookmarks.queries import own_bookmarks
from tertulia.kit.jobs.models import Errand
from tertulia.kit.jobs.running import drain
from tertulia.kit.limits import forget_spending
from tertulia.kit.web.refusals import NotHere, Refused
from tests.programs import Program, acting, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


class Shelf:
    """Ana wrote; Ben keeps; Eve is elsewhere."""

    def __init__(self, **more) -> None:
        forget_spending()
        self.ana, self.ben, self.eve = somebody("Ana"), somebody("Ben"), somebody("Eve")
        self.place = place("masons", self.ben, coordinator=self.ana, **more)
        words = {"title": "Which lime?", "source": "Hello."}
        self.post = start_thread(
            actor=acting(self.ana), community=self.place, kind="discussion", **words
        )


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_a_bookmark_is_kept_once_changed_and_let_go(shelf):
    ben = acting(shelf.ben)
    for note in ("first", "second"):
        keep_bookmark(actor=ben, post_id=shelf.post.id, note=note)
    keep_bookmark(actor=ben, thread_id=shelf.post.thread_id)
    rows = own_bookmarks(ben)
    assert [(row.note, row.number, row.title) for row in rows] == [
        ("", None, "Which lime?"),
        ("second", 1, "Which lime?"),
    ]
    assert rows[1].address.endswith("/1#p1")
    assert own_bookmarks(acting(shelf.ana)) == []
    drop_bookmark(actor=ben, post_id=shelf.post.id)
    drop_bookmark(actor=ben, post_id=shelf.post.id)
    assert len(own_bookmarks(ben)) == 1


def test_a_reminder_comes_once_at_its_time_and_moves_when_changed(shelf):
    ben = acting(shelf.ben)
    soon = timezone.now() + timedelta(hours=1)
    keep_bookmark(actor=ben, post_id=shelf.post.id, remind_at=soon)
    later = soon + timedelta(hours=1)
    keep_bookmark(actor=ben, post_id=shelf.post.id, remind_at=later)
    assert Errand.objects.filter(name="remind").count() == 2
    Errand.objects.filter(name="remind").update(run_after=timezone.now())
    drain()
    row = Bookmark.objects.get()
    assert row.reminded_at is not None  # the changed one came; the former promise did nothing
    told = Activity.objects.filter(verb="bookmark.reminded")
    assert [(one.person, one.post, one.actor) for one in told] == [
        (shelf.ben.id, shelf.post.id, None)
    ]
    assert [row.is_due for row in own_bookmarks(ben, only="due")] == [True]
    keep_bookmark(actor=ben, post_id=shelf.post.id, note="again", remind_at=None)
    assert own_bookmarks(ben, only="due") == own_bookmarks(ben, only="reminders") == []


def test_what_cannot_be_kept(shelf):
    ben = acting(shelf.ben)
    with pytest.raises(Refused, match="passed"):
        keep_bookmark(actor=ben, post_id=shelf.post.id, remind_at=timezone.now())
    far = timezone.now() + timedelta(days=4000)
    with pytest.raises(Refused, match="five years"):
        keep_bookmark(actor=ben, post_id=shelf.post.id, remind_at=far)
    with pytest.raises(Refused):
        keep_bookmark(actor=ben, post_id=shelf.post.id, note="x" * 501)
    with pytest.raises(NotHere):
        keep_bookmark(actor=ben, post_id=999_999)
    assert not Bookmark.objects.exists()


def test_what_one_no_longer_sees_is_not_shown_and_can_be_let_go():
    shelf = Shelf(visibility="secret")
    ben = acting(shelf.ben)
    second = reply(actor=acting(shelf.ana), thread_id=shelf.post.thread_id, source="Secret words.")
    for post in (shelf.post, second):
        keep_bookmark(actor=ben, post_id=post.id)
    remove_post(actor=acting(shelf.ana), post_id=second.id)
    assert len(own_bookmarks(ben)) == 1
    shelf.place.memberships.filter(person=shelf.ben).delete()
    assert own_bookmarks(ben) == []
    with pytest.raises(NotHere):
        keep_bookmark(actor=acting(shelf.eve), post_id=shelf.post.id)
    drop_bookmark(actor=ben, post_id=shelf.post.id)
    assert Bookmark.objects.count() == 1


def test_programs_keep_and_list(shelf):
    ben = Program(shelf.ben)
    soon = (timezone.now() + timedelta(days=1)).isoformat()
    kept = ben.put(f"/posts/{shelf.post.id}/bookmark", {"note": "lime", "remind_at": soon})
    assert (kept.status_code, kept.json()["note"]) == (200, "lime")
    assert ben.put(f"/threads/{shelf.post.thread_id}/bookmark").json()["post"] is None
    assert len(list(ben.all_of("/bookmarks", limit=1))) == 2
    assert len(list(ben.all_of("/bookmarks?only=reminders"))) == 1
    assert ben.delete(f"/threads/{shelf.post.thread_id}/bookmark").status_code == 204
    assert len(list(ben.all_of("/bookmarks"))) == 1
    assert list(Program(shelf.ana).all_of("/bookmarks")) == []
    assert_problem(Program().get("/bookmarks"), 401)
    assert_problem(ben.put("/posts/999999/bookmark"), 404)


def test_the_page_takes_times_in_ones_own_zone(shelf):
    Person.objects.filter(pk=shelf.ben.id).update(time_zone="Asia/Tokyo")
    client = Client()
    client.force_login(shelf.ben)
    address = f"/posts/{shelf.post.id}/bookmark"
    asked = client.get(address).content.decode()
    assert "Asia/Tokyo" in asked
    year = timezone.now().year + 1
    given = {"note": "In spring", "choice": "other", "remind_at": f"{year}-03-01T09:30"}
    assert client.post(address, given).status_code == 302
    row = Bookmark.objects.get()
    assert row.remind_at.isoformat() == f"{year}-03-01T00:30:00+00:00"
    assert f'value="{year}-03-01T09:30"' in client.get(address).content.decode()
    listed = client.get("/bookmarks").content.decode()
    assert "In spring" in listed
    wrong = client.post(address, {"note": "Kept words", "choice": "other", "remind_at": "soon"})
    assert wrong.status_code == 422
    assert "Kept words" in wrong.content.decode()
    client.post(address, {"drop": "1"})
    assert not Bookmark.objects.exists()
