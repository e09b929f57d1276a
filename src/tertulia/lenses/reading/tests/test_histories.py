import pytest
from django.test import Client

from tertulia.core.threads.actions import edit_post, remove_post, reply, start_thread
from tertulia.core.threads.models import Post
from tertulia.kit.limits import forget_spending
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


class Book:
    """Ana moderates; Ben wrote a reply and changed it twice."""

    def __init__(self) -> None:
        forget_spending()
        self.ana, self.ben = somebody("Ana"), somebody("Ben")
        home = place("plaza", self.ben, coordinator=self.ana)
        first = start_thread(
            actor=acting(self.ana), community=home, kind="discussion", title="T", source="Hello."
        )
        self.post = reply(
            actor=acting(self.ben), thread_id=first.thread_id, source="Lime <b> and sand.\nWait."
        )
        for words in ("Lime <b> and horsehair.\nWait.", "Lime <b> and horsehair.\nWait a day."):
            edit_post(actor=acting(self.ben), post_id=self.post.pk, source=words)
        self.start = f"/posts/{self.post.pk}"

    def client(self, person=None) -> Client:
        client = Client()
        if person:
            client.force_login(person)
        return client


@pytest.fixture
def book(db) -> Book:
    return Book()


def test_two_states_stand_side_by_side_by_words(book):
    page = book.client().get(f"{book.start}/revisions/compare?from=0&to=2").content.decode()
    assert "<del>sand</del>" in page
    assert "<ins>horsehair</ins>" in page
    assert "<ins> a day</ins>" in page
    assert "Lime &lt;b&gt; and" in page
    assert "Go back to this" not in page
    last = book.client().get(f"{book.start}/revisions/compare").content.decode()
    assert "<del>sand</del>" not in last
    assert "<ins> a day</ins>" in last
    back = book.client().get(f"{book.start}/revisions/compare?from=2&to=0").content.decode()
    assert "<del>horsehair</del>" in back
    same = book.client().get(f"{book.start}/revisions/compare?from=1&to=1").content.decode()
    assert "Both say the same." in same


@pytest.mark.parametrize("asked", ["from=9", "to=3", "from=0&to=999999999"])
def test_states_that_are_not_there(book, asked):
    assert book.client().get(f"{book.start}/revisions/compare?{asked}").status_code == 404


@pytest.mark.parametrize("asked", ["from=99999999999", "from=x&to=-1", "to=%C2%B2"])
def test_what_is_no_state_at_all_shows_the_last_edit(book, asked):
    page = book.client().get(f"{book.start}/revisions/compare?{asked}").content.decode()
    assert "<ins> a day</ins>" in page


def test_of_a_removed_post_nobody_else_sees_the_states(book):
    remove_post(actor=acting(book.ana), post_id=book.post.pk)
    for client, status in ((book.client(), 404), (book.client(book.ben), 200)):
        assert client.get(f"{book.start}/revisions/compare").status_code == status


def test_its_author_goes_back_by_a_button(book):
    ben = book.client(book.ben)
    assert "Go back to this" in ben.get(f"{book.start}/revisions").content.decode()
    back = f"{book.start}/revisions/0/back"
    assert book.client().post(back).status_code in (302, 401)
    assert book.client(book.ana).post(back, {"revision": "2"}).status_code == 403
    assert ben.post(back, {"revision": "1"}).status_code == 409
    assert ben.post(back, {"revision": "2"}).status_code == 302
    assert Post.objects.get(pk=book.post.pk).source == "Lime <b> and sand.\nWait."


def test_a_wiki_post_is_made_shown_edited_and_ended_on_pages(book):
    ana, ben = book.client(book.ana), book.client(book.ben)
    assert ana.get(f"{book.start}/edit").status_code == 403
    assert "Make it a wiki post" in ben.get(f"{book.start}/wiki").content.decode()
    assert ana.post(f"{book.start}/wiki").status_code == 302
    thread = f"/t/{book.post.thread_id}/t-thread"
    shown = ben.get(f"/t/{book.post.thread_id}", follow=True).content.decode()
    assert 'class="badge wiki"' in shown, thread
    assert ana.get(f"{book.start}/edit").status_code == 200
    sent = {"source": "Lime and straw.", "revision": "2"}
    assert ana.post(f"{book.start}/edit", sent).status_code == 302
    history = book.client().get(f"{book.start}/revisions").content.decode()
    assert "A wiki post" in history
    assert history.count("/p/ana") >= 2
    assert ben.post(f"{book.start}/wiki", {"not": "1"}).status_code == 302
    assert ana.get(f"{book.start}/edit").status_code == 403
