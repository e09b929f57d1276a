"""Who moves a public thread to a secret community leaks it nowhere afterwards: at every door."""

import pytest
from django.db import connection
from django.test import Client

from tertulia.core.communities.models import Community
from tertulia.core.threads.actions import edit_post, link_threads, move_thread
from tertulia.core.threads.models import Post
from tertulia.kit.live.tests.listening import until
from tests.matrix.test_live_doors import (  # noqa: F401 - fixtures
    CANARY,
    Open,
    Room,
    at_the_door,
    do,
    listen,
    live,
    room,
    shown,
    told,
)
from tests.programs import Program, acting, place

pytestmark = [pytest.mark.matrix, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cellar(room: Room) -> Community:  # noqa: F811
    """A secret place that Ana looks after as well; nobody else knows of it."""
    return place("cellar", coordinator=room.ana, visibility="secret", join_policy="invitation")


def move(room: Room, cellar: Community) -> None:  # noqa: F811
    move_thread(actor=acting(room.ana), thread_id=room.outside, community=cellar)


async def test_an_open_stream_is_told_nothing_more(
    room: Room,  # noqa: F811
    cellar: Community,
    listen: Open,  # noqa: F811
) -> None:
    thread, old = f"thread-{room.outside}", f"community-{room.plaza.pk}"
    visitor, member = await listen(None, f"{thread},{old}"), await listen(room.ben, thread)
    keeper = await listen(room.ana, f"{thread},community-{cellar.pk}")
    await do(move, room, cellar)
    await do(room.say, CANARY, room.outside)
    other = await do(room.start, room.plaza)
    await do(room.say, "told to all", other)
    await until(lambda: visitor.lost == [thread] and member.lost == [thread])
    await until(lambda: CANARY in told(keeper))
    await until(lambda: f'"thread":{other}' in told(visitor))
    assert CANARY not in told(visitor)
    assert CANARY not in told(member)
    assert f'"thread":{room.outside}' not in told(visitor)


async def test_what_changes_in_the_same_moment_is_told_to_nobody(
    room: Room,  # noqa: F811
    cellar: Community,
    live: object,  # noqa: F811
    listen: Open,  # noqa: F811
) -> None:
    """A post before the move, the move, and secret words in that post: read all at once."""
    visitor = await listen(None, f"thread-{room.outside}")

    def at_once() -> None:
        from django.db import transaction

        with transaction.atomic():
            post = room.say("harmless", room.outside)
            move(room, cellar)
            edit_post(actor=acting(room.ana), post_id=post, source=CANARY)

    await do(at_once)
    await until(lambda: visitor.lost)
    assert CANARY not in told(visitor)


async def test_who_comes_back_is_told_nothing_of_it(
    room: Room,  # noqa: F811
    cellar: Community,
    listen: Open,  # noqa: F811
) -> None:
    await do(room.say, CANARY, room.outside)
    await do(move, room, cellar)
    other = await do(room.start, room.plaza)
    later = await listen(room.ben, f"community-{room.plaza.pk}&after=1")
    await until(lambda: f'"thread":{other}' in told(later))
    assert CANARY not in told(later)
    assert f'"thread":{room.outside}' not in told(later)
    refused = await listen(room.ben, f"thread-{room.outside}&after=1")
    assert refused.start["status"] == 404


def test_a_kept_page_is_handed_out_no_more(room: Room, cellar: Community) -> None:  # noqa: F811
    path = shown(room)
    move(room, cellar)
    assert at_the_door(path) is None
    assert Client().get(path).status_code == 404


def test_a_page_beside_which_it_stood_loses_its_title(room: Room, cellar: Community) -> None:  # noqa: F811
    other = room.start(room.plaza)
    link_threads(actor=acting(room.ana), source=room.outside, target=other, relation="asked_before")
    path = f"/t/{other}/a-thread"
    assert f"/t/{room.outside}/" in Client().get(path).content.decode()
    kept = at_the_door(path)
    assert (kept is not None) == (connection.vendor == "sqlite")
    move(room, cellar)
    assert at_the_door(path) is None
    assert f"/t/{room.outside}/" not in Client().get(path).content.decode()


def test_no_page_and_no_program_finds_it(room: Room, cellar: Community) -> None:  # noqa: F811
    post = room.say(f"{CANARY} words", room.outside)
    move(room, cellar)
    pages = [Client(), Client()]
    pages[1].force_login(room.ben)
    first = Post.objects.get(thread=room.outside, number=1).pk
    addresses = [
        "/",
        "/communities",
        "/c/plaza",
        "/p/ana",
        f"/find?q={CANARY}",
        f"/find?q={CANARY}+in:plaza",
        f"/t/{room.outside}",
        f"/t/{room.outside}/a-thread/2",
        f"/t/{room.outside}/edit/links",
        f"/posts/{post}/revisions",
        f"/posts/{first}/revisions",
    ]
    for page in pages:
        for address in addresses:
            text = page.get(address).content.decode().replace(f"q={CANARY}", "")
            found = f"{CANARY} words" in text or f"/t/{room.outside}" in text.replace(address, "")
            assert not found, address
    of_threads = f"/threads/{room.outside}"
    gone = (of_threads, f"{of_threads}/posts", f"{of_threads}/links", f"/posts/{post}")
    for program in (Program(), Program(room.ben)):
        assert list(program.all_of("/communities/plaza/threads")) == []
        assert list(program.all_of(f"/search?q={CANARY}")) == []
        assert [program.get(address).status_code for address in gone] == [404] * 4
    assert list(Program(room.ana).all_of(f"/search?q={CANARY}"))


def test_who_may_read_there_comes_to_it_by_its_old_address(room: Room, cellar: Community) -> None:  # noqa: F811
    room.say("More.", room.outside)
    move(room, cellar)
    page = Client()
    page.force_login(room.ana)
    assert page.get(f"/t/{room.outside}/another-name/2")["Location"].endswith("/a-thread/2")
    assert 'href="/c/cellar"' in page.get(f"/t/{room.outside}/a-thread").content.decode()
