"""Words and numbers that no keyboard makes do no harm to the pages they stand on."""

import json

import pytest
from django.test import Client

from tertulia.core.communities.actions import write_charter
from tertulia.core.people.actions import change_profile
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import save_draft, start_thread
from tertulia.lenses.reading.frames import PLACE_OF_FRAGMENT
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db
ODD = "one\x02two\x01\x1f\x7f" + "\x02" * 40
NOT_NUMBERS = ['{"number": 1e999}', '{"number": NaN}', "[" * 100_000, "null", '{"number": [1]}']


@pytest.fixture
def thread() -> str:
    """A thread of Ana's, with control characters wherever a text of many lines can hold them."""
    ana = somebody("Ana")
    plaza = place("plaza", coordinator=ana)
    change_profile(actor=acting(ana), person=ana, name="Ana", about=ODD)
    write_charter(actor=acting(ana), community=plaza, domain_statement=ODD, norms=ODD)
    post = start_thread(
        actor=acting(ana), community=plaza, kind="discussion", title="Title", source=ODD
    )
    for key in (f"thread-{post.thread_id}", f"edit-{post.id}", f"new-{plaza.id}", "new"):
        save_draft(actor=acting(ana), key=key, sequence=0, source=ODD)
    return f"/t/{post.thread_id}"


@pytest.fixture
def client(thread) -> Client:
    client = Client()
    client.force_login(Person.objects.get(handle="ana"))
    return client


PLACES = ["/", "/communities", "/c/plaza", "/c/plaza/about", "/p/ana", "/find?q=a%02b"]
OWN = ["/c/plaza/charter", "/c/plaza/new?title=a%02b", "/ask", "/account/"]


def test_a_control_character_takes_no_page_away(thread, client):
    visitor = Client()
    for address in (*PLACES, f"{thread}/title"):
        assert visitor.get(address).status_code == 200, address
    for address in (*PLACES, *OWN, f"{thread}/title"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert PLACE_OF_FRAGMENT.strip("\x02") not in page.content.decode()
    assert "one\x02two" in client.get(f"{thread}/title").content.decode()


@pytest.mark.parametrize("body", NOT_NUMBERS)
def test_what_is_no_number_marks_nothing_as_read(thread, client, body):
    answer = client.put(f"{thread}/read", body, content_type="application/json")
    assert answer.status_code == 422


def test_a_nul_finds_nothing(thread, client):
    # SQLite finds nothing, PostgreSQL cannot be asked: neither is a mistake of ours.
    assert client.get("/c/plaza?kind=%00").status_code in (200, 400)
    assert client.get(f"{thread}/title?kind=%00&post=%00").status_code == 200
    wish = {"community": "\0", "title": "a", "source": "b"}
    assert client.post("/ask", wish).status_code in (400, 404)
    kept = client.put("/drafts/new", json.dumps({"seq": 1, "source": "a\0b"}))
    assert kept.status_code == 422
    client.cookies["tertulia_session"] = "\0" * 32
    assert client.get("/").status_code == 200
    assert client.get("/account/login/").status_code == 200
