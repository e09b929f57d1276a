import json

import pytest
from django.test import Client

from tertulia.core.threads.actions import edit_post, save_draft, start_thread
from tertulia.core.threads.models import Draft
from tertulia.kit.limits import forget_spending
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


def test_one_finds_everything_one_has_begun_and_nobody_else_does(db):
    forget_spending()
    person, other = somebody("Ana"), somebody("Ben")
    ana = acting(person)
    home = place("masons", person)
    thread = start_thread(
        actor=ana, community=home, kind="discussion", title="Damp walls", source="Words."
    ).thread_id
    save_draft(actor=ana, key=f"thread-{thread}", sequence=0, source="Half a reply")
    save_draft(actor=ana, key=f"new-{home.pk}", sequence=0, source="Half a thread", title="Lime")
    save_draft(actor=ana, key="odd", sequence=0, source="Of nowhere")
    client = Client()
    client.force_login(person)
    page = client.get("/drafts").content.decode()
    for text in ("Damp walls", "Half a reply", f'href="/t/{thread}"', 'href="/c/masons/new"'):
        assert text in page
    client.post("/drafts", {"key": "odd", "seq": "0"})
    assert Draft.objects.filter(key="odd").exists()  # another window wrote later words
    client.post("/drafts", {"key": "odd", "seq": "1"})
    assert not Draft.objects.filter(key="odd").exists()
    stranger = Client()
    stranger.force_login(other)
    assert "Half a" not in stranger.get("/drafts").content.decode()
    assert Client().get("/drafts").status_code in (302, 401)


def test_words_of_two_windows_are_shown_whole_and_let_go_one_by_one(db):
    person = somebody("Ana")
    client = Client()
    client.force_login(person)

    def put(window: str, source: str, **more) -> object:
        body = {"seq": 1, "window": window, "turn": 1, "source": source, **more}
        return client.put("/drafts/new", json.dumps(body))

    long = "Of ash. " * 100
    assert put("one", long, fields={"topics": "looms"}).json() == {"seq": 1, "beside": []}
    refused = put("two", "Of beech.")
    assert refused.status_code == 409
    assert refused.json()["source"] == long
    assert refused.json()["beside"] == []  # its own words, which it has, are not told again
    page = client.get("/drafts").content.decode()
    for text in (long, "Of beech.", "looms"):
        assert text in page
    beside = client.get("/drafts/new").json()["beside"][0]
    assert beside["source"] == "Of beech."
    client.post("/drafts", {"key": "new", "beside": beside["id"]})
    assert "Of beech." not in client.get("/drafts").content.decode()
    assert long in client.get("/drafts").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": []},
        {"fields": {"topics": 1}},
        {"beside": {}},
        {"beside": ["words"]},
        {"beside": [{"source": 1}]},
        {"window": 7},
    ],
)
def test_a_draft_in_a_wrong_shape_is_refused(db, wrong):
    client = Client()
    client.force_login(somebody("Ana"))
    answer = client.put("/drafts/new", json.dumps({"seq": 1, "source": "A", **wrong}))
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_a_page_that_was_made_for_somebody_else_asks_as_nobody(db):
    ana, ben = somebody("Ana"), somebody("Ben")
    client = Client()
    client.force_login(ben)
    body = json.dumps({"seq": 1, "source": "Ana's words"})
    refused = client.put(
        "/drafts/new", body, headers={"X-Person": str(ana.pk), "Accept": "application/json"}
    )
    assert refused.status_code == 401
    assert not Draft.objects.exists()
    assert client.put("/drafts/new", body, headers={"X-Person": str(ben.pk)}).status_code == 200


def test_an_edit_that_was_begun_before_another_shows_what_stands_there_now(db):
    person = somebody("Ana")
    home = place("masons", person)
    post = start_thread(
        actor=acting(person), community=home, kind="discussion", title="T", source="First."
    )
    save_draft(
        actor=acting(person),
        key=f"edit-{post.pk}",
        sequence=0,
        source="First, and half",
        extra={"revision": "0"},
    )
    client = Client()
    client.force_login(person)
    address = f"/posts/{post.pk}/edit"
    assert "What stands there now" not in client.get(address).content.decode()
    edit_post(actor=acting(person), post_id=post.pk, source="Second.")
    page = client.get(address).content.decode()
    assert "What stands there now" in page
    assert "First, and half" in page
