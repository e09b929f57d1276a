import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tertulia.core.threads.actions import merge_threads, reply, split_thread, start_thread
from tertulia.core.threads.models import Post, Thread
from tertulia.kit.limits import forget_spending
from tertulia.lenses.reading import fragments
from tertulia.lenses.reading.shelves import Shelf, weight
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


class Hall:
    """A public place and a secret one, both looked after by Ana; Ben is a member of the first."""

    def __init__(self) -> None:
        self.people = {name: somebody(name) for name in ("Ana", "Ben")}
        self.ana, self.ben = (acting(one) for one in self.people.values())
        self.plaza = place("plaza", self.people["Ben"], coordinator=self.people["Ana"])
        place("vault", coordinator=self.people["Ana"], visibility="secret")
        self.page = Client()
        self.page.force_login(self.people["Ana"])
        self.thread = self.start("Damp walls")
        for number in range(2, 7):
            reply(actor=self.ben, thread_id=self.thread, source=f"Post {number}.")

    def start(self, title: str) -> int:
        return start_thread(
            actor=self.ana, community=self.plaza, kind="discussion", title=title, source="Hello."
        ).thread_id


@pytest.fixture
def hall(monkeypatch) -> Hall:
    # Ids begin anew in every test, and what is kept goes by them.
    for shelf in ("_rows", "_posts"):
        monkeypatch.setattr(fragments, shelf, Shelf(1 << 20, weight))
    forget_spending()
    return Hall()


def test_a_move_says_who_will_read_it_before_it_happens(hall):
    address = f"/t/{hall.thread}/edit/move"
    assert "Vault" in hall.page.get(address).content.decode()
    assert hall.page.post(address, {"community": "nowhere"}).status_code == 422
    asked = hall.page.post(address, {"community": "vault"})
    assert asked.status_code == 200
    text = asked.content.decode()
    assert "In Plaza everybody reads it" in text
    assert "In Vault its members alone read it" in text
    assert Thread.objects.get(pk=hall.thread).community_id == hall.plaza.pk
    assert hall.page.post(address, {"community": "vault", "sure": "vault"}).status_code == 302
    assert hall.page.get(f"/t/{hall.thread}/damp-walls").status_code == 200
    assert Client().get(f"/t/{hall.thread}/damp-walls").status_code == 404
    assert "Damp walls" not in Client().get("/c/plaza").content.decode()


def test_who_does_not_look_after_it_finds_no_such_pages(hall):
    other = Client()
    other.force_login(hall.people["Ben"])
    for act in ("move", "split", "merge"):
        assert other.get(f"/t/{hall.thread}/edit/{act}").status_code == 403
        assert Client().get(f"/t/{hall.thread}/edit/{act}").status_code in (302, 401)


def test_posts_are_chosen_by_ticking_and_by_number(hall):
    address = f"/t/{hall.thread}/edit/split"
    page = hall.page.get(address).content.decode()
    assert page.count('type="checkbox" name="numbers"') == 5
    wrong = hall.page.post(address, {"title": "", "numbers": ["2"]})
    assert wrong.status_code == 422
    assert 'value="2" checked' in wrong.content.decode()
    sent = hall.page.post(address, {"title": "Their own", "numbers": ["2", "4-5, 99999999"]})
    assert sent.status_code == 302
    assert Post.objects.filter(thread=hall.thread).count() == 3
    assert Client().get(f"/t/{hall.thread}/damp-walls/4")["Location"].endswith("/2#p2")
    assert Client().get(f"/t/{hall.thread}/damp-walls/6").status_code == 200
    assert "Their own" in Client().get(f"/t/{hall.thread}/damp-walls").content.decode()


def test_a_merged_thread_leads_to_the_other(hall):
    other = hall.start("Wet walls")
    address = f"/t/{other}/edit/merge"
    assert hall.page.post(address, {"into": "the other"}).status_code == 422
    assert hall.page.post(address, {"into": str(other)}).status_code == 422
    assert hall.page.post(address, {"into": f"/t/{hall.thread}/damp-walls"}).status_code == 302
    assert Client().get(f"/t/{other}/wet-walls")["Location"] == f"/t/{hall.thread}/damp-walls"
    led = Client().get(f"/t/{other}/wet-walls/1")
    assert led["Location"] == f"/t/{hall.thread}/damp-walls/7#p7"
    page = Client().get(f"/t/{hall.thread}/damp-walls").content.decode()
    assert "Merged into this thread" in page
    assert "Wet walls" not in Client().get("/c/plaza").content.decode()
    assert "Wet walls" not in Client().get("/").content.decode()


def test_pages_on_which_nothing_is_left_are_skipped(hall):
    for number in range(7, 75):
        reply(actor=hall.ben, thread_id=hall.thread, source=f"Post {number}.")
    split_thread(actor=hall.ana, thread_id=hall.thread, numbers=range(15, 66), title="The middle")
    start = f"/t/{hall.thread}/damp-walls"
    page = hall.page.get(f"{start}/1").content.decode()
    assert f'href="{start}/66"' in page
    assert hall.page.get(f"{start}/41")["Location"].startswith("/t/")
    page = hall.page.get(f"{start}/66").content.decode()
    assert 'rel="prev"' in page or f'href="{start}/1"' in page
    with CaptureQueriesContext(connection) as told:
        hall.page.get(f"{start}/66")
    assert len(told) <= 8


def test_an_empty_page_of_a_merged_thread_leads_to_posts(hall):
    """Numbers that nobody has any more are on no page: who asks for them comes to the next ones."""
    for number in range(7, 50):
        reply(actor=hall.ben, thread_id=hall.thread, source=f"Post {number}.")
    other = hall.start("Older")
    Post.objects.filter(thread=other).update(
        created_at=Post.objects.get(thread=hall.thread, number=2).created_at
    )
    merge_threads(actor=hall.ana, thread_id=other, into=hall.thread)
    start = f"/t/{hall.thread}/damp-walls"
    assert hall.page.get(f"{start}/25").status_code == 302
    assert hall.page.get(start).status_code == 200
