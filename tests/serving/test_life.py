"""How a server lives: one port, little memory, an end in order, and nobody waits for the slow."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.serving.acting import Hand
from tests.serving.asking import Caller, connect, page_headers
from tests.serving.instance import Founded, Instance
from tests.serving.listening import Reader, until
from tests.serving.processes import Server

pytestmark = pytest.mark.faults  # they measure: the machine must do nothing else
MEGABYTE = 1 << 20
MOST_RESIDENT = 150 * MEGABYTE
SLOW = 40
LISTENING = "0A"


@contextmanager
def running(instance: Instance, command: str = "serve", *options: str) -> Iterator[Server]:
    server = instance.serve(command, *options)
    try:
        yield server
    finally:
        server.kill()


def test_one_port_and_little_memory(
    instance: Instance, founded: Founded, capsys: pytest.CaptureFixture
) -> None:
    with running(instance) as server:
        asyncio.run(_visit(server.port, founded, rounds=1))
        time.sleep(1)
        idle = server.resident_bytes()
        asyncio.run(_visit(server.port, founded, rounds=10))
        visited = server.resident_bytes()
        ports = listening_ports(server)
    with capsys.disabled():
        print(f"\nresident: {idle / MEGABYTE:.0f} MB idle, {visited / MEGABYTE:.0f} MB visited")
    assert ports == {server.port}
    assert idle < MOST_RESIDENT
    assert visited < MOST_RESIDENT


async def _visit(port: int, founded: Founded, rounds: int) -> None:
    """See each kind of page, and write."""
    hand = Hand(port, founded.people[2])
    thread = founded.commons.threads[0]
    for _ in range(rounds):
        for path in ("/", "/communities", "/c/commons", "/find?q=words", f"/t/{thread}", "/ask"):
            assert (await hand.get(path)).status in (200, 302), path
        await hand.reply(thread, "Words to be found by.")
        await hand.api("GET", "/communities")
    hand.close()


def listening_ports(server: Server) -> set[int]:
    """Return the ports on which the processes of a server listen."""
    sockets = set()
    for pid in server.family():
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                sockets.add(str(handle.readlink()))
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
                found.add(int(fields[1].rpartition(":")[2], 16))
    return found


def test_it_says_that_it_is_well(instance: Instance, founded: Founded) -> None:
    async def ask(port: int) -> None:
        caller = Caller(port)
        healthy = await caller.ask("GET", "/healthz")
        ready = await caller.ask("GET", "/readyz")
        head = await caller.ask("HEAD", "/readyz")
        figures = await caller.ask("GET", "/metrics")
        caller.close()
        assert (healthy.status, healthy.body) == (200, b"ok\n")
        assert (ready.status, head.status) == (200, 200)
        assert ready.json() == {"ready": True, "database": "ok", "storage": "ok"}
        assert figures.status == 200

    with running(instance) as server:
        asyncio.run(ask(server.port))


@pytest.mark.parametrize("command", ["serve", "two processes"])
def test_it_ends_in_order_with_streams_open(
    instance: Instance, founded: Founded, command: str, capsys: pytest.CaptureFixture
) -> None:
    options = ("--workers", "2") if command != "serve" else ()

    async def listen_and_end(server: Server) -> float:
        channels = [f"thread-{founded.commons.threads[0]}"]
        readers = [Reader(server.port, channels, again=False).start() for _ in range(30)]
        for reader in readers:
            await reader.opened()
        hand = Hand(server.port, founded.people[2])
        await hand.reply(founded.commons.threads[0], "The last words before the end.")
        await until(lambda: all(one.accepted for one in readers), "all were told")
        took = await asyncio.to_thread(server.terminate)
        await until(lambda: all(one.ended for one in readers), "all streams ended", 2)
        hand.close()
        return took

    with running(instance, "serve", *options) as server:
        took = asyncio.run(listen_and_end(server))
    with capsys.disabled():
        print(f"\nended in {took:.1f} s ({command})")
    assert server.popen.returncode == 0, server.said()
    assert "graceful shutdown exceeded" not in server.said()
    assert "Traceback" not in server.said()
    assert not server.left


def test_the_slow_hold_nobody_up(
    instance: Instance, founded: Founded, capsys: pytest.CaptureFixture
) -> None:
    """Who sends a form byte by byte, or never reads, holds no thread and no lock."""
    thread = founded.commons.threads[0]

    async def linger(port: int, request: bytes) -> asyncio.StreamWriter:
        _reader, writer = await connect(port)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(request)
        return writer

    async def ask(port: int) -> list[float]:
        host = b" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        cookie = page_headers(founded.people[4].session)["Cookie"].encode()
        half_a_form = b"POST /t/1/reply" + host + b"Content-Length: 1000\r\n\r\nsource="
        half_a_head = b"GET / HTTP/1.1\r\nHos"
        page = b"GET /t/%d" % thread + host + b"Cookie: " + cookie + b"\r\n\r\n"
        stream = b"GET /live?channels=thread-%d" % thread + host + b"\r\n"
        requests = (half_a_form, half_a_head, page * 20, stream)
        writers = [await linger(port, one) for one in requests for _ in range(SLOW)]
        hand = Hand(port, founded.people[2])
        took = []
        for number in range(40):
            began = time.monotonic()
            await hand.reply(thread, f"Quick words {number}: " + "many words " * 300)
            assert (await hand.get(f"/c/{founded.commons.slug}")).status == 200
            took.append(time.monotonic() - began)
        hand.close()
        for writer in writers:
            writer.transport.abort()
        return took

    with running(instance) as server:
        took = sorted(asyncio.run(ask(server.port)))
        assert server.running
    with capsys.disabled():
        half, last = took[len(took) // 2] * 1000, took[-1] * 1000
        print(f"\na reply and a page beside {SLOW * 4} slow clients: {half:.0f} ms, {last:.0f} ms")
    assert took[len(took) // 2] < 1.0
    assert took[-1] < 5.0
