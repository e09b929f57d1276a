import pytest
from django.db import transaction
from django.test import Client

from tertulia.kit.mail.letters import post_letter
from tertulia.kit.mail.models import Letter, State
from tests.programs import somebody

ADDRESS = "/operator/letters"
pytestmark = pytest.mark.django_db


@pytest.fixture
def held(transactional_db, settings) -> Letter:
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"email_url": ""})
    with transaction.atomic():
        post_letter(to="ana@example.org", subject="Your key", text="Here it is.")
    Letter.objects.update(state=State.HELD)
    return Letter.objects.get()


@pytest.fixture
def operator() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(somebody("Ada", is_operator=True))
    return client


def test_without_a_way_to_send_letters_are_only_shown(held, operator) -> None:
    page = operator.get(ADDRESS).content.decode()
    assert "Your key" in page
    assert "Send them all now" not in page
    assert operator.post(ADDRESS).status_code == 422
    held.refresh_from_db()
    assert held.state == State.HELD


@pytest.mark.parametrize("state", [State.HELD, State.FAILED])
def test_an_operator_has_sent_what_waited_or_failed(held, operator, settings, state) -> None:
    Letter.objects.update(state=state, last_error="the server said no")
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"email_url": "console:"})
    page = operator.get(ADDRESS).content.decode()
    assert "Send them all now" in page
    assert "the server said no" in page
    assert operator.post(ADDRESS).status_code == 302
    held.refresh_from_db()
    assert held.state == State.QUEUED


def test_nobody_else_sees_or_sends_them(held) -> None:
    client = Client()
    assert client.get(ADDRESS).status_code == client.post(ADDRESS).status_code == 404
    client.force_login(somebody("Ben"))
    assert client.get(ADDRESS).status_code == client.post(ADDRESS).status_code == 404
