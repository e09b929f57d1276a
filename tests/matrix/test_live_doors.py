"""The live channel and the doorstep: a right that is lost is lost at once, also on what is open."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.test import Client, RequestFactory

from tertulia.config.live import Live
from tertulia.core.communities.actions import change_community, remove_member
from tertulia.core.communities.models import Community
from tertulia.core.people.actions import deactivate_person, sign_out_everywhere
from tertulia.core.people.models import Person, Session
from tertulia.core.threads.actions import remove_post, remove_thread, reply, start_thread
from tertulia.core.threads.models import Thread
from tertulia.kit.limits import forget_spending
from tertulia.kit.live.tests.listening import Listener, until
from tertulia.lenses.notifications.actions import (
    mark_notifications_read,
    tell_what_happened,
)
from tertulia.lenses.reading.doorstep import doorstep
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = [pytest.mark.matrix, pytest.mark.django_db(transaction=True)]
CANARY = "zqcanary"


class Room:
    """A members' and a public community with a thread each, and two people who read there."""

    def __init__(self) -> None:
        forget_spending()
        self.ana, self.ben, self.eve = somebody("Ana"), somebody("Ben"), somebody("Eve")
        self.club = place(
            "club", self.ben, coordinator=self.ana, visibility="members", join_policy="request"
        )
        self.plaza = place("plaza", self.ben, coordinator=self.ana)
        self.inside, self.outside = self.start(self.club), self.start(self.plaza)

    def start(self, where: Community) -> int:
        return start_thread(
            actor=acting(self.ana),
            community=where,
            kind="discussion",
            title="A thread",
            source="Hello.",
        ).thread_id

    def say(self, words: str = CANARY, thread: int | None = None) -> int:
        post = reply(actor=acting(self.ana), thread_id=thread or self.inside, source=words)
        return post.pk


@pytest.fixture
def room(transactional_db: None) -> Room:
    return Room()


@pytest.fixture
async def live(room: Room) -> AsyncIterator[Live]:
    service = Live()
    await service.start()
    yield service
    await service.stop()
    await do(lambda: connection.close())  # that of the thread in which `do` does things


Open = Callable[..., Awaitable[Listener]]


@pytest.fixture
async def listen(live: Live) -> AsyncIterator[Open]:
    """Return a function that opens a stream as a person and waits for its greeting."""
    opened: list[Listener] = []

    async def open_one(who: Person | None, channels: str) -> Listener:
        cookie = await sync_to_async(signed_in)(who) if who else ""
        headers = [(b"cookie", f"tertulia_session={cookie}".encode())] if who else []
        listener = Listener(live.stream, f"channels={channels}", headers)
        opened.append(listener)
        await until(lambda: listener.chunks or listener.ended)
        return listener

    yield open_one
    for listener in opened:
        await listener.leave()
    await live.stream.pulse.stop()


def signed_in(person: Person) -> str:
    """Sign somebody in and return the key of the session."""
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


def told(listener: Listener) -> str:
    return b"".join(listener.chunks).decode()


async def do(action: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    return await sync_to_async(action)(*arguments, **named)


async def hears(listener: Listener) -> None:
    await until(lambda: CANARY in told(listener))


async def test_channels_follow_the_pages(room: Room, listen: Open) -> None:
    every = f"thread-{room.inside},community-{room.club.pk}"
    for who in (None, room.eve):
        refused = await listen(who, every)
        assert refused.ended
        assert refused.start["status"] == 404
    part = await listen(None, f"thread-{room.outside},{every}&after=0")
    member = await listen(room.ben, f"{every}&after=0")
    await do(room.say)
    await do(room.say, "for all", room.outside)
    await hears(member)
    await until(lambda: "for all" in told(part))
    assert CANARY not in told(part)
    assert set(part.lost) == set(every.split(","))


async def test_a_person_who_is_removed_receives_nothing_more(room: Room, listen: Open) -> None:
    channels = f"thread-{room.inside},community-{room.club.pk}"
    removed, stays = await listen(room.ben, channels), await listen(room.ana, channels)
    await do(remove_member, actor=acting(room.ana), community=room.club, person=room.ben.pk)
    await do(room.say)
    await hears(stays)
    await until(lambda: set(removed.lost) == set(channels.split(",")))
    assert CANARY not in told(removed)
    again = await listen(room.ben, f"{channels}&after=0")
    assert again.start["status"] == 404


async def test_a_community_that_closes_closes_its_streams(room: Room, listen: Open) -> None:
    channel = f"thread-{room.outside}"
    visitor, member = await listen(None, channel), await listen(room.ben, channel)
    fresh = await do(Community.objects.get, pk=room.plaza.pk)
    await do(change_community, actor=SYSTEM, community=fresh, visibility="members")
    await do(room.say, CANARY, room.outside)
    await hears(member)
    await until(lambda: visitor.lost == [channel])
    assert CANARY not in told(visitor)


async def test_a_removed_thread_is_told_to_nobody_but_its_keepers(room: Room, listen: Open) -> None:
    channel = f"thread-{room.outside}"
    visitor, author = await listen(None, channel), await listen(room.ana, channel)
    await do(remove_thread, actor=acting(room.ana), thread_id=room.outside)
    await until(lambda: visitor.lost == [channel])
    await until(lambda: "thread.removed" in told(author))
    assert "thread.removed" not in told(visitor)


async def test_what_was_removed_is_not_replayed(room: Room, listen: Open) -> None:
    post = await do(room.say, CANARY, room.outside)
    await do(remove_post, actor=acting(room.ana), post_id=post)
    await do(room.say, "the last one", room.outside)
    for channel in (f"thread-{room.outside}", f"community-{room.plaza.pk}"):
        later = await listen(room.eve, f"{channel}&after=1")
        await until(lambda one=later: "post.removed" in told(one))
        assert CANARY not in told(later)


async def test_what_moved_away_is_not_told_in_its_old_place(room: Room, listen: Open) -> None:
    await do(room.say, "still here", room.outside)
    moved = Thread.objects.filter(pk=room.outside)
    await do(moved.update, community=room.club, title=CANARY)
    later = await listen(room.eve, f"community-{room.plaza.pk}&after=1")
    await until(lambda: "post.added" in told(later))
    assert CANARY not in told(later)
    refused = await listen(room.eve, f"thread-{room.outside}&after=1")
    assert refused.start["status"] == 404


@pytest.mark.parametrize("ending", [sign_out_everywhere, deactivate_person])
async def test_a_session_that_ends_takes_its_streams_along(
    room: Room, listen: Open, ending: Callable[..., None]
) -> None:
    channel = f"thread-{room.inside}"
    ben, ana = await listen(room.ben, channel), await listen(room.ana, channel)
    key = await do(lambda: Session.objects.get(person=room.ben).session_key)
    await do(ending, actor=acting(room.ben), person=room.ben)
    await do(room.say)
    await hears(ana)
    await until(lambda: ben.ended)
    assert CANARY not in told(ben)
    assert not await do(Session.objects.filter(session_key=key).exists)


async def test_signing_out_in_the_browser_ends_its_stream(
    room: Room, live: Live, listen: Open
) -> None:
    client = Client()
    await do(client.force_login, room.ben)
    cookie = f"tertulia_session={client.cookies['tertulia_session'].value}"
    channel = f"thread-{room.inside}"
    mine = Listener(live.stream, f"channels={channel}", [(b"cookie", cookie.encode())])
    elsewhere = await listen(room.ben, channel)
    await until(lambda: mine.chunks)
    await do(client.post, "/account/logout/")
    await do(room.say)
    await hears(elsewhere)
    await until(lambda: mine.ended)
    assert CANARY not in told(mine)
    await mine.leave()


def at_the_door(path: str) -> bytes | None:
    """Return what the doorstep answers a visitor without Django."""
    request = RequestFactory().get(path)
    scope = {"path": request.path, "query_string": b"", "headers": []}
    kept = doorstep.answer(scope)
    return None if kept is None else bytes(kept.body)


def shown(room: Room) -> str:
    """Have a visitor read the public thread, so that its page is kept; return the address."""
    room.say(CANARY, room.outside)
    path = f"/t/{room.outside}/a-thread"
    assert CANARY.encode() in Client().get(path).content
    kept = at_the_door(path)
    assert (kept is not None and CANARY.encode() in kept) == (connection.vendor == "sqlite")
    return path


def test_a_kept_page_goes_with_its_thread(room: Room) -> None:
    path = shown(room)
    remove_thread(actor=acting(room.ana), thread_id=room.outside)
    assert at_the_door(path) is None
    assert Client().get(path).status_code == 404


def test_a_kept_page_goes_when_visitors_may_not_read_any_more(room: Room) -> None:
    path = shown(room)
    fresh = Community.objects.get(pk=room.plaza.pk)
    change_community(actor=SYSTEM, community=fresh, visibility="members")
    assert at_the_door(path) is None
    assert Client().get(path).status_code == 404


def test_a_kept_page_loses_a_removed_post(room: Room) -> None:
    path = shown(room)
    post = room.say(f"{CANARY}two", room.outside)
    assert f"{CANARY}two" in Client().get(path).content.decode()
    remove_post(actor=acting(room.ana), post_id=post)
    assert at_the_door(path) is None
    assert f"{CANARY}two" not in Client().get(path).content.decode()


def test_nobody_who_is_signed_in_is_answered_from_the_doorstep(room: Room) -> None:
    path = shown(room)
    headers = [(b"cookie", b"tertulia_session=something")]
    assert doorstep.answer({"path": path, "query_string": b"", "headers": headers}) is None
    token = [(b"authorization", b"Bearer x")]
    assert doorstep.answer({"path": path, "query_string": b"", "headers": token}) is None


async def test_ones_own_channel_tells_how_much_waits_and_is_nobody_elses(
    room: Room, listen: Open
) -> None:
    own = f"person-{room.ben.pk}"
    for who in (None, room.eve, room.ana):
        assert (await listen(who, own)).start["status"] == 404
    ben = await listen(room.ben, f"{own}&after=0")
    await do(room.say, "@ben", room.inside)
    await do(tell_what_happened, actor=SYSTEM)
    await until(lambda: '"unread":"' in told(ben))
    assert "@ben" not in told(ben)  # a number, and no words
    await do(mark_notifications_read, actor=acting(room.ben))
    await until(lambda: '"unread":""' in told(ben))
    again = await listen(room.ben, f"{own}&after=1")
    await until(lambda: "notifications.told" in told(again))
