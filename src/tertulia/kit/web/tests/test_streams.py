"""A body that is made while it is sent holds no page thread and ends when its reader leaves."""

import asyncio
import time

import pytest

from tertulia.kit.web.tests import pages
from tertulia.kit.web.tests.asking import ask, scope_of


async def test_pieces_arrive_in_order_in_the_language_of_the_view(bridge):
    answer = await ask(bridge, "/pieces")
    assert answer.body == b"0:de;1:de;2:de;"
    assert pages.written == ["closed in stream"]
    assert (await ask(bridge, "/pieces-async")).body == b"0;1;2;"


async def test_a_file_is_sent_whole_with_its_length(bridge):
    answer = await ask(bridge, "/file")
    with open(pages.__file__, "rb") as file:
        wanted = file.read()
    assert (answer.body, answer.header("content-length")) == (wanted, str(len(wanted)))


async def test_a_stream_that_breaks_is_not_ended_as_if_it_were_whole(bridge):
    with pytest.raises(RuntimeError, match="the stream broke"):
        await ask(bridge, "/pieces?fail=1")
    assert pages.written == ["closed in stream"]


async def test_slow_readers_hold_no_page_thread(bridge):
    async with asyncio.timeout(10):
        readers = [await _open(bridge) for _ in range(5)]  # more than there are page threads
        assert (await ask(bridge, "/echo")).status == 200
        assert not pages.written
        for reader in readers:
            reader.leave()
        for reader in readers:
            await reader.task
    await _until(lambda: len(pages.written) == 5)


class _Reader:
    """A client that takes one piece and then nothing."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.got = asyncio.Event()

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message.get("body") and not self.left.is_set():
            self.got.set()
            await self.left.wait()

    def leave(self):
        self.left.set()


async def _open(bridge) -> _Reader:
    reader = _Reader()
    scope = scope_of("/pieces?n=1000000")
    reader.task = asyncio.create_task(bridge.answer(scope, reader.receive, reader.send))
    await reader.got.wait()
    return reader


async def _until(true, seconds=3.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)
