"""Who loses a right receives nothing more, though the stream is open: on a server of two processes.

Each test takes a right away at one process and listens at both.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.serving.acting import Hand, sign_in
from tests.serving.instance import Founded, Instance, Place, Someone
from tests.serving.listening import Reader, until

ROUNDS = 3


@pytest.fixture(scope="module")
def ports(instance: Instance, founded: Founded) -> Iterator[list[int]]:
    """Two processes on one database, each with a port; the one that works does so beside them."""
    servers = [instance.start("serve"), instance.start("web", port=instance.second_port)]
    for server in servers:
        server.wait_until_ready()
    yield [server.port for server in servers]
    for server in servers:
        server.terminate()


class Scene:
    """Somebody who listens at both processes, a member who does too, and who writes."""

    def __init__(self, ports: list[int], founded: Founded, place: Place, who: str) -> None:
        self.thread = place.threads[0]
        self.channels = [f"thread-{self.thread}", f"community-{place.id}"]
        self.writer = Hand(ports[0], founded.people[1])
        self.listeners = [Reader(port, self.channels, who).start() for port in ports]
        member = founded.people[2].session
        self.members = [Reader(port, self.channels, member).start() for port in ports]

    async def begin(self) -> None:
        """Listen, and see that everybody is told of a post."""
        for reader in (*self.listeners, *self.members):
            await reader.opened()
            assert reader.statuses == [200]
        await self.tell(*self.listeners, *self.members)

    async def tell(self, *readers: Reader) -> None:
        """Write something, and wait until these were told of it on each channel."""
        before = {id(one): [len(one.ids(name)) for name in self.channels] for one in readers}
        await self.writer.reply(self.thread, "Listen to this.")
        await until(
            lambda: all(
                [len(one.ids(name)) for name in self.channels]
                == [number + 1 for number in before[id(one)]]
                for one in readers
            ),
            "everybody was told",
        )

    async def stop(self) -> None:
        """End all streams."""
        for reader in (*self.listeners, *self.members):
            await reader.stop()
        self.writer.close()

    async def nothing_more_is_told(self, *, posts: int = 5) -> None:
        """See that the listeners have lost both channels, and hear none of what is written now."""
        told = [list(one.accepted) for one in self.listeners]
        for _ in range(posts):
            await self.tell(*self.members)
        await asyncio.sleep(0.1)
        for reader, before in zip(self.listeners, told, strict=True):
            assert reader.accepted == before
            gone = [one.data["channel"] for one in reader.told if one.verb == "gone"]
            assert sorted(gone)[:2] == sorted(self.channels)
            last = reader.told[-1]
            assert last.verb == "gone", last


@asynccontextmanager
async def scene(ports: list[int], founded: Founded, place: Place, who: str) -> Any:
    made = Scene(ports, founded, place, who)
    try:
        await made.begin()
        yield made
    finally:
        await made.stop()


TakeAway = Callable[[Hand, Someone], Awaitable[object]]


async def _lose(ports: list[int], founded: Founded, person: Someone, take_away: TakeAway) -> None:
    """Let a member listen, take the right away, and see that nothing is told any more."""
    async with scene(ports, founded, founded.cellar, person.session) as it:
        await take_away(it.writer, person)
        await until(
            lambda: all("gone" in one.verbs() for one in it.listeners), "the listener was told"
        )
        await it.nothing_more_is_told()


def test_who_is_removed_receives_nothing_more(ports: list[int], founded: Founded) -> None:
    async def take_away(coordinator: Hand, person: Someone) -> None:
        await coordinator.post(f"/c/cellar/members/{person.id}", act="remove")

    async def rounds() -> None:
        for number in range(ROUNDS):
            await _lose(ports, founded, founded.people[3 + number], take_away)

    asyncio.run(rounds())


def test_who_leaves_receives_nothing_more(ports: list[int], founded: Founded) -> None:
    async def take_away(_coordinator: Hand, person: Someone) -> None:
        hand = Hand(ports[1], person)
        await hand.post("/c/cellar/leave")
        hand.close()

    asyncio.run(_lose(ports, founded, founded.people[6], take_away))


def test_who_gets_another_role_goes_on_listening(ports: list[int], founded: Founded) -> None:
    async def listen() -> None:
        person = founded.people[7]
        async with scene(ports, founded, founded.cellar, person.session) as it:
            for roles in ("4", "256", "1"):
                await it.writer.post(f"/c/cellar/members/{person.id}", role=roles)
                await it.tell(*it.listeners, *it.members)
            assert all("gone" not in one.verbs() for one in it.listeners)

    asyncio.run(listen())


def test_a_community_that_closes_its_doors(ports: list[int], founded: Founded) -> None:
    async def listen() -> None:
        for _ in range(ROUNDS):
            async with scene(ports, founded, founded.commons, "") as it:
                await it.writer.api("PATCH", "/communities/commons", visibility="members")
                await it.nothing_more_is_told()
                await it.writer.api("PATCH", "/communities/commons", visibility="public")

    asyncio.run(listen())


def test_a_thread_that_is_removed(ports: list[int], founded: Founded) -> None:
    async def listen() -> None:
        thread = founded.commons.threads[-1]
        readers = [Reader(port, [f"thread-{thread}"]).start() for port in ports]
        for reader in readers:
            await reader.opened()
        hand = Hand(ports[0], founded.people[1])
        await hand.api("DELETE", f"/threads/{thread}")
        await until(lambda: all("gone" in one.verbs() for one in readers), "its readers were told")
        await hand.api("PUT", f"/threads/{thread}/restoration")
        for reader in readers:
            await reader.stop()
        hand.close()

    asyncio.run(listen())


def test_who_signs_out(ports: list[int], founded: Founded) -> None:
    async def listen() -> None:
        person = founded.people[8]
        session = await sign_in(ports[0], person, founded.password)
        elsewhere = Reader(ports[0], [f"thread-{founded.cellar.threads[0]}"], person.session)
        elsewhere.start()
        async with scene(ports, founded, founded.cellar, session) as it:
            hand = Hand(ports[0], person, session)
            await hand.post("/account/logout/")
            await it.nothing_more_is_told()
            assert elsewhere.statuses == [200]
            assert "gone" not in elsewhere.verbs()
            assert len(elsewhere.ids(f"thread-{it.thread}")) >= 6
            hand.close()
        await elsewhere.stop()

    asyncio.run(listen())


def test_who_changes_the_password(ports: list[int], founded: Founded) -> None:
    """Every other browser of theirs is signed out, and its streams end."""

    async def listen() -> None:
        person = founded.people[9]
        session = await sign_in(ports[0], person, founded.password)
        async with scene(ports, founded, founded.cellar, person.session) as it:
            hand = Hand(ports[1], person, session)
            wanted = {"password1": "red peppers, roasted", "password2": "red peppers, roasted"}
            await hand.post("/account/password/change/", oldpassword=founded.password, **wanted)
            await it.nothing_more_is_told()
            hand.close()

    asyncio.run(listen())


def test_who_is_deactivated(ports: list[int], instance: Instance, founded: Founded) -> None:
    async def listen() -> None:
        person = founded.people[10]
        async with scene(ports, founded, founded.cellar, person.session) as it:
            await asyncio.to_thread(instance.module, "tests.serving.deactivating", person.email)
            await it.nothing_more_is_told()

    asyncio.run(listen())


def test_a_stranger_is_not_even_let_in(ports: list[int], founded: Founded) -> None:
    async def listen() -> None:
        for port in ports:
            reader = Reader(port, [f"thread-{founded.cellar.threads[0]}"], again=False).start()
            await reader.opened()
            assert reader.statuses == [404]
            await reader.stop()

    asyncio.run(listen())
