"""Readers who come back miss nothing: through restarts, and from another process."""

import asyncio
import time
from collections.abc import Sequence

import pytest

from tests.serving.acting import Hand
from tests.serving.instance import Founded, Instance, Place
from tests.serving.listening import Reader, until
from tests.serving.processes import Server

pytestmark = pytest.mark.faults  # many processes, and hundreds of connections
WRITES = 200
READERS = 200
WRITERS = 8
ENDS = 3


def _readers(ports: Sequence[int], place: Place, number: int) -> list[Reader]:
    """Return readers of one thread, of the community, and of all threads together."""
    wanted = (
        [f"thread-{place.threads[0]}"],
        [f"community-{place.id}"],
        [f"community-{place.id}", *(f"thread-{one}" for one in place.threads)],
    )
    return [Reader(ports[n % len(ports)], wanted[n % len(wanted)]).start() for n in range(number)]


async def _write(ports: Sequence[int], founded: Founded, done: list[int]) -> None:
    """Have several people reply in turn, until there are 200 replies."""
    waiting = iter(range(WRITES))

    async def one(number: int) -> None:
        hand = Hand(ports[number % len(ports)], founded.people[number + 2])
        for word in waiting:
            thread = founded.commons.threads[word % len(founded.commons.threads)]
            done.append(await hand.reply(thread, f"Words number {word}."))
        hand.close()

    await asyncio.gather(*map(one, range(WRITERS)))


async def _all_told(readers: list[Reader], place: Place) -> None:
    """Wait until every reader was told every reply once, and see that nothing came twice."""
    each = WRITES // len(place.threads)
    wanted = {f"thread-{one}": each for one in place.threads} | {f"community-{place.id}": WRITES}
    for reader in readers:
        for name in reader.channels:
            await until(
                lambda reader=reader, name=name: len(reader.ids(name)) >= wanted[name],
                f"{name} told {wanted[name]} replies",
            )
            ids = reader.ids(name)
            assert len(ids) == wanted[name]
            assert ids == sorted(set(ids))
        assert not {"reset", "gone"} & set(reader.verbs())
    first = readers[2].ids(f"community-{place.id}")
    assert all(r.ids(f"community-{place.id}") == first for r in readers[2::3])


def test_two_hundred_read_while_two_hundred_are_written(
    instance: Instance, founded: Founded, capsys: pytest.CaptureFixture
) -> None:
    async def play(port: int) -> float:
        readers = _readers([port], founded.commons, READERS)
        for reader in readers:
            await reader.opened()
        began = time.monotonic()
        await _write([port], founded, [])
        await _all_told(readers, founded.commons)
        took = time.monotonic() - began
        assert all(reader.statuses == [200] for reader in readers)
        for reader in readers:
            await reader.stop()
        return took

    server = instance.serve()
    took = asyncio.run(play(server.port))
    server.terminate()
    with capsys.disabled():
        print(f"\n{WRITES} replies told to {READERS} readers in {took:.1f} s")


def test_restarts_lose_nothing(instance: Instance, founded: Founded) -> None:
    """The server ends and comes back three times while people write and read."""

    async def play() -> None:
        server = instance.serve()
        readers = _readers([server.port], founded.commons, 12)
        for reader in readers:
            await reader.opened()
        done: list[int] = []
        for number in range(ENDS):
            await _write_a_part(server, founded, done, number)
            await asyncio.to_thread(server.terminate)
            server = instance.serve()
        await _write_a_part(server, founded, done, ENDS)
        await _all_told(readers, founded.commons)
        assert all(len([s for s in one.statuses if s == 200]) == ENDS + 1 for one in readers)
        for reader in readers:
            await reader.stop()
        await asyncio.to_thread(server.terminate)

    asyncio.run(play())


async def _write_a_part(server: Server, founded: Founded, done: list[int], part: int) -> None:
    """Write a quarter of the replies, half of them before the readers can have come back."""
    size = WRITES // (ENDS + 1)
    hand = Hand(server.port, founded.people[2])
    for word in range(part * size, (part + 1) * size):
        thread = founded.commons.threads[word % len(founded.commons.threads)]
        done.append(await hand.reply(thread, f"Words number {word}."))
    hand.close()


def test_what_is_written_at_one_process_is_told_at_the_other(
    instance: Instance, founded: Founded
) -> None:
    """Two web processes and a worker on one database."""
    servers = [instance.start("web"), instance.start("web", port=instance.second_port)]
    for server in servers:
        server.wait_until_ready()
    worker = instance.run("worker")
    ports = [server.port for server in servers]

    async def play() -> None:
        readers = _readers(ports, founded.commons, 12)
        for reader in readers:
            await reader.opened()
        await _write(ports, founded, [])
        await _all_told(readers, founded.commons)
        for reader in readers:
            await reader.stop()

    asyncio.run(play())
    assert worker.running
    for process in (*servers, worker):
        assert process.terminate() < 5
        assert process.popen.returncode == 0, process.said()


def test_two_workers_on_one_port(instance: Instance, founded: Founded) -> None:
    """Whichever process takes a connection: readers of both are told what is written at either."""

    async def play(port: int) -> None:
        readers = _readers([port], founded.commons, 24)
        for reader in readers:
            await reader.opened()
        await _write([port], founded, [])
        await _all_told(readers, founded.commons)
        for reader in readers:
            await reader.stop()

    server = instance.serve("serve", "--workers", "2")
    asyncio.run(play(server.port))
    server.terminate()
