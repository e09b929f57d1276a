import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.core.threads.actions import (
    ask_for_placement,
    pin_thread,
    remove_thread,
    reply,
    start_thread,
)
from tertulia.core.threads.models import Thread
from tertulia.engage.following.actions import watch_thread
from tertulia.engage.following.models import Level
from tertulia.kit.limits import forget_spending
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


class Board:
    """Ana looks after a public place with a page and a half of threads; Ben is a member."""

    def __init__(self) -> None:
        self.people = {name: somebody(name) for name in ("Ana", "Ben")}
        self.ana, self.ben = (acting(one) for one in self.people.values())
        self.home = place("plaza", self.people["Ben"], coordinator=self.people["Ana"])
        self.threads = [self.start(f"N {number}") for number in range(45)]

    def start(self, title: str, **more) -> int:
        forget_spending()
        wish = {"community": self.home, "kind": "discussion", "source": "W.", **more}
        return start_thread(actor=self.ana, title=title, **wish).thread_id

    def listed(self, client: Client, path: str = "/c/plaza") -> list[int]:
        page = client.get(path)
        assert page.status_code == 200
        rows = re.findall(r'data-row="(\d+)"', page.content.decode())
        return [int(row) for row in rows]


@pytest.fixture
def board() -> Board:
    return Board()


def test_pinned_ones_stand_first_once_and_the_next_page_leaves_none_out(board):
    old, older = board.threads[3], board.threads[1]
    pin_thread(actor=board.ana, thread_id=old)
    pin_thread(actor=board.ana, thread_id=older, until=timezone.now() + timedelta(hours=1))
    for client in (Client(), browser(board.people["Ben"])):
        first = board.listed(client)
        assert first[:2] == [old, older]
        assert len(first) == len(set(first)) == 32
        page = client.get("/c/plaza").content.decode()
        assert page.count("data-pinned") == 2
        more = re.search(r'href="(/c/plaza)?(\?[^"]*before=[^"]*)"', page)
        second = board.listed(client, "/c/plaza" + more[2].replace("&amp;", "&"))
        assert sorted(first + second) == sorted(board.threads)


def test_an_expired_pin_is_not_shown_though_no_job_has_run(board):
    old = board.threads[0]
    pin_thread(actor=board.ana, thread_id=old)
    client = Client()
    assert board.listed(client)[0] == old
    Thread.objects.filter(pk=old).update(pinned_until=timezone.now() - timedelta(seconds=1))
    page = client.get("/c/plaza").content.decode()
    assert "data-pinned" not in page
    assert old not in board.listed(client)


def test_pins_go_with_what_the_list_is_narrowed_to(board):
    pin_thread(actor=board.ana, thread_id=board.threads[0])
    client = browser(board.people["Ben"])
    assert board.listed(client, "/c/plaza?kind=discussion")[0] == board.threads[0]
    assert board.listed(client, "/c/plaza?kind=question") == []
    assert board.listed(client, "/c/plaza?lane=lounge") == []


def test_a_pin_shows_nobody_what_they_may_not_see(board):
    hidden, muted = board.threads[:2]
    for thread in (hidden, muted):
        pin_thread(actor=board.ana, thread_id=thread)
    remove_thread(actor=board.ana, thread_id=hidden)
    watch_thread(actor=board.ben, thread=muted, level=Level.MUTED)
    assert hidden not in board.listed(Client())
    assert board.listed(Client())[0] == muted
    assert not {hidden, muted} & set(board.listed(browser(board.people["Ben"])))
    assert hidden in board.listed(browser(board.people["Ana"]))


def test_pins_of_a_home_stay_at_home(board):
    away = place("away", coordinator=board.people["Ana"])
    guest = board.start("Guest", community=away)
    pin_thread(actor=board.ana, thread_id=guest)
    ask_for_placement(actor=board.ana, thread_id=guest, community=board.home)
    pin_thread(actor=board.ana, thread_id=board.threads[0])
    page = Client().get("/c/plaza").content.decode()
    assert page.count("data-pinned") == 1
    assert board.listed(Client())[:2] == [board.threads[0], guest]


def test_pins_cost_no_query_more(board, django_assert_max_num_queries):
    client = browser(board.people["Ben"])
    board.listed(client)
    pin_thread(actor=board.ana, thread_id=board.threads[0])
    board.listed(client)
    with django_assert_max_num_queries(6):
        board.listed(client)


def test_the_page_pins_until_a_local_moment_and_takes_it_down(board):
    thread = board.threads[0]
    ana, ben = (browser(one) for one in board.people.values())
    address = f"/t/{thread}/edit/pin"
    assert ben.get(address).status_code == 403
    assert Client().get(address).status_code in (302, 401)
    assert ana.post(address, {"until": "2001-01-01T10:00"}).status_code == 422
    assert ana.post(address, {"until": "yesterday"}).status_code == 422
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert ana.post(address, {"until": tomorrow}).status_code == 302
    assert board.listed(ana)[0] == thread
    shown = ana.get(address).content.decode()
    assert "It is pinned" in shown
    assert tomorrow in shown
    assert ben.post(address, {"unpin": "1"}).status_code == 403
    assert ana.post(address, {"unpin": "1"}).status_code == 302
    assert board.listed(ana)[0] != thread


def test_a_new_word_does_not_lift_a_thread_above_the_pinned(board):
    pin_thread(actor=board.ana, thread_id=board.threads[0])
    reply(actor=board.ben, thread_id=board.threads[5], source="Up.")
    assert board.listed(Client())[:2] == [board.threads[0], board.threads[5]]
