import pytest
from django.test import Client

from tertulia.core.threads.actions import link_threads, retitle_thread, start_thread
from tertulia.core.threads.models import ThreadLink
from tertulia.kit.limits import forget_spending
from tertulia.lenses.reading.doorstep import seen_by_visitors
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    forget_spending()
    ana = somebody("Ana")
    home = place("masons", coordinator=ana)
    threads = [
        start_thread(
            actor=acting(ana), community=home, kind="discussion", title=title, source="Words."
        ).thread_id
        for title in ("Damp walls", "Wet walls")
    ]
    client = Client()
    client.force_login(ana)
    return client, acting(ana), *threads


def test_a_thread_is_joined_by_the_address_of_the_other(town):
    client, _ana, one, other = town
    address = f"/t/{one}/edit/links"
    for wish in ("", "no number", "http://testserver/p/ana"):
        answer = client.post(address, {"relation": "asked_before", "other": wish})
        assert answer.status_code == 422
        assert "Give the address or the number" in answer.content.decode()
    wish = {"relation": "asked_before", "other": f"http://testserver/t/{other}/wet-walls#p1"}
    assert client.post(address, wish).status_code == 302
    page = client.get(f"/t/{one}/damp-walls").content.decode()
    assert "Asked before" in page
    assert f'href="/t/{other}/wet-walls"' in page
    assert "Asked again" in client.get(f"/t/{other}/wet-walls").content.decode()
    taken = {"relation": "asked_before", "other": str(other), "act": "part"}
    assert client.post(address, taken).status_code == 302
    assert not ThreadLink.objects.exists()


def test_only_who_may_arrange_it_sees_the_form(town):
    _client, _ana, one, _other = town
    assert Client().get(f"/t/{one}/edit/links").status_code in (302, 401)
    other = Client()
    other.force_login(somebody("Ben"))
    assert other.get(f"/t/{one}/edit/links").status_code == 403


def test_a_kept_page_for_visitors_goes_with_what_it_is_joined_to(town):
    """The doorstep asks for this number before it hands a page out again."""
    _client, ana, one, other = town
    alone = seen_by_visitors(one)
    link_threads(actor=ana, source=one, target=other, relation="related")
    joined = seen_by_visitors(one)
    assert joined[:2] == alone[:2]
    assert joined[2] > alone[2] == 0
    retitle_thread(actor=ana, thread_id=other, title="Very wet walls")
    assert seen_by_visitors(one)[2] > joined[2]


def test_a_joined_thread_costs_one_query_more(town):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, ana, one, other = town
    address = f"/t/{one}/damp-walls"

    def cost() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as told:
            client.get(address)
        return len(told)

    before = cost()
    link_threads(actor=ana, source=one, target=other, relation="related")
    assert cost() == before + 1
    assert before + 1 <= 8
