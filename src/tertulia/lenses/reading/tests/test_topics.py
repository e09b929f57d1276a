import pytest
from django.test import Client

from tertulia.core.threads.actions import remove_thread, start_thread
from tertulia.core.topics.models import Topic
from tertulia.kit.limits import forget_spending
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db) -> Client:
    forget_spending()
    person = somebody("Ana")
    home = place("masons", coordinator=person)
    for title, topics in (("First", ["Lime"]), ("Second", ["Lime", "Sand"])):
        start_thread(
            actor=acting(person),
            community=home,
            kind="discussion",
            title=title,
            source="Words.",
            topics=topics,
        )
    client = Client()
    client.force_login(person)
    return client


def test_a_topic_has_a_page_of_its_threads(ana):
    page = Client().get("/c/masons/topics/lime").content.decode()
    assert "First" in page
    assert "Second" in page
    assert "First" not in Client().get("/c/masons/topics/sand").content.decode()
    assert Client().get("/c/masons/topics/nothing").status_code == 404
    assert Client().get("/c/masons/topics/sand/edit").status_code in (302, 401)


def test_what_is_hidden_is_not_listed_under_it(ana):
    from tertulia.core.people.models import Person
    from tertulia.core.threads.models import Thread

    it = Thread.objects.get(title="First")
    remove_thread(actor=acting(Person.objects.get(handle="ana")), thread_id=it.pk)
    assert "First" not in Client().get("/c/masons/topics/lime").content.decode()


def test_topics_are_arranged_on_their_page(ana):
    assert ana.post("/c/masons/topics", {"name": "Clay"}).status_code == 302
    assert ana.post("/c/masons/topics", {"name": ""}).status_code == 422
    address = "/c/masons/topics/{}/edit"
    assert ana.post(address.format("sand"), {"name": "Lime"}).status_code == 422
    assert ana.post(address.format("sand"), {"name": "River sand"}).status_code == 302
    assert Client().get("/c/masons/topics/sand")["Location"] == "/c/masons/topics/river-sand"
    joined = ana.post(address.format("river-sand"), {"act": "join", "synonym_of": "lime"})
    assert joined.status_code == 302
    assert Topic.objects.get(name="River sand").synonym_of.name == "Lime"
    assert ana.get(address.format("river-sand")).status_code == 200
    assert ana.post(address.format("river-sand"), {"act": "free"}).status_code == 302
    assert ana.post(address.format("clay"), {"act": "drop"}).status_code == 302
    assert ana.post(address.format("lime"), {"act": "drop"}).status_code == 422


def test_some_are_suggested_while_one_types(ana):
    answer = Client().get("/c/masons/topics?q=li", headers={"Accept": "application/json"})
    assert answer.json() == {"topics": ["Lime"]}
    place("vault", visibility="secret")
    hidden = Client().get("/c/vault/topics?q=", headers={"Accept": "application/json"})
    assert hidden.status_code == 404
