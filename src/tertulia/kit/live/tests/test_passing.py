"""What is told in passing reaches every process, and is kept by none."""

import asyncio
import os
from pathlib import Path

import pytest
from django.db import connection

from tertulia.kit.live.passing import MOST, LocalRelay, Passing, relay_between_processes
from tertulia.kit.live.tests.listening import until


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(f"/tmp/tertulia-test-{os.getpid()}")


async def test_each_process_hears_what_one_tells(folder: Path) -> None:
    heard: dict[str, list[bytes]] = {"one": [], "two": []}
    one, two = LocalRelay(folder), LocalRelay(folder)
    await one.start(heard["one"].append)
    await two.start(heard["two"].append)
    await asyncio.to_thread(one.send, b"from one")
    two.send(b"from two")
    await until(lambda: all(sorted(each) == [b"from one", b"from two"] for each in heard.values()))
    await two.stop()
    one.send(b"to nobody else")
    await until(lambda: heard["one"][-1] == b"to nobody else")
    await one.stop()
    assert list(folder.iterdir()) == []
    folder.rmdir()


async def test_what_a_killed_process_left_is_cleared_away(folder: Path) -> None:
    one, killed = LocalRelay(folder), LocalRelay(folder)
    heard: list[bytes] = []
    await one.start(heard.append)
    await killed.start(heard.append)
    asyncio.get_running_loop().remove_reader(killed._socket.fileno())
    killed._socket.close()
    assert len(list(folder.iterdir())) == 2
    one.send(b"hello")
    await until(lambda: heard == [b"hello"])
    assert len(list(folder.iterdir())) == 1
    await one.stop()
    folder.rmdir()


async def test_a_folder_that_others_can_write_to_is_not_used(folder: Path) -> None:
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    heard: list[bytes] = []
    one = LocalRelay(folder)
    await one.start(heard.append)
    one.send(b"to oneself")
    await until(lambda: heard == [b"to oneself"])
    await one.stop()
    assert list(folder.iterdir()) == []
    folder.rmdir()


async def test_a_listener_that_is_slow_holds_up_nobody(folder: Path) -> None:
    one, slow = LocalRelay(folder), LocalRelay(folder)
    heard: list[bytes] = []
    await one.start(heard.append)
    await slow.start(heard.append)
    asyncio.get_running_loop().remove_reader(slow._socket.fileno())
    for _ in range(2_000):
        one.send(b"x" * 1_000)
    await one.stop()
    await slow.stop()
    folder.rmdir()


def test_a_process_without_listeners_tells_nobody_and_long_words_are_not_told() -> None:
    passing, sent = Passing(), []

    class Kept:
        def send(self, message: bytes) -> None:
            sent.append(message)

    passing.tell(b"too early")
    passing.use(Kept())
    passing.tell(b"x" * (MOST + 1))
    passing.tell(b"now")
    assert sent == [b"now"]


@pytest.mark.django_db(transaction=True)
async def test_the_relay_of_this_database_carries_a_message() -> None:
    relay, heard = relay_between_processes(), []
    await relay.start(heard.append)

    def send() -> None:
        relay.send(b'{"a":"\xc3\xa9"}')
        connection.close()

    for _ in range(100):
        await asyncio.to_thread(send)
        if heard:
            break
        await asyncio.sleep(0.05)
    await relay.stop()
    assert heard[0] == b'{"a":"\xc3\xa9"}'
