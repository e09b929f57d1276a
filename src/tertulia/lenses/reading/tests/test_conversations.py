import pytest
from django.test import Client

from tertulia.core.communities.models import Community
from tertulia.kit.limits import forget_spending
from tests.programs import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(db) -> dict[str, Client]:
    forget_spending()
    found = {}
    for name in ("Ana", "Ben", "Eve"):
        found[name] = Client()
        found[name].force_login(somebody(name))
    return found


def test_one_writes_to_somebody_from_their_page(pages):
    assert "/conversations/new?with=ben" in pages["Ana"].get("/p/ben").content.decode()
    form = pages["Ana"].get("/conversations/new?with=ben").content.decode()
    assert 'value="ben"' in form
    wrong = pages["Ana"].post("/conversations/new", {"people": "nobody", "source": "Kept words."})
    assert wrong.status_code == 422
    assert "Kept words." in wrong.content.decode()
    sent = pages["Ana"].post("/conversations/new", {"people": "ben", "source": "Between us."})
    assert sent.status_code == 302
    assert "Between us." in pages["Ben"].get(sent["Location"]).content.decode()
    assert pages["Eve"].get(sent["Location"]).status_code == 404
    assert "Between us." in pages["Ben"].get("/conversations").content.decode()
    for address in ("/conversations", "/find?q=between", "/", "/communities", "/p/ana"):
        assert "Between us." not in pages["Eve"].get(address).content.decode()
    assert Client().get("/conversations").status_code in (302, 401)


def test_who_belongs_is_shown_to_those_who_do(pages):
    wish = {"people": "ben, eve", "source": "For three."}
    assert pages["Ana"].post("/conversations/new", wish).status_code == 302
    slug = Community.objects.get(is_circle=True).slug
    address = f"/conversations/{slug}"
    assert "Take somebody in" in pages["Eve"].get(address).content.decode()
    other = Client()
    other.force_login(somebody("Olga"))
    assert other.get(address).status_code == 404
    assert pages["Eve"].post(address, {"person": "nobody"}).status_code == 422
    assert pages["Eve"].post(address, {"person": "olga"}).status_code == 302
    assert other.get(address).status_code == 200
    assert other.post(f"{address}/leave").status_code == 302
    assert other.get(address).status_code == 404
