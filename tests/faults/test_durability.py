"""Every connection of a server waits for the disk before it says that something is kept."""

import asyncio
import json
import os
from pathlib import Path

import pytest

from tests.faults.writing import WAYS, Words, learn, send
from tests.serving.asking import Caller
from tests.serving.instance import Founded, Instance
from tests.serving.listening import Reader, until

pytestmark = pytest.mark.faults
DURABLE = {
    "sqlite": {"PRAGMA synchronous": "2", "PRAGMA journal_mode": "wal"},
    "postgres": {
        "SHOW fsync": "on",
        "SHOW synchronous_commit": "on",
        "SHOW full_page_writes": "on",
    },
}
HASTY_SERVER = (
    os.environ["TERTULIA_TEST_DATABASE"] == "postgres"
    and os.environ.get("TERTULIA_TEST_FSYNC") != "on"
)


@pytest.mark.skipif(
    HASTY_SERVER, reason="this PostgreSQL waits for no disk: TERTULIA_TEST_FSYNC=on"
)
def test_every_connection_waits_for_the_disk(instance: Instance, founded: Founded) -> None:
    notes = instance.folder / "witness"
    instance.environment["WITNESS"] = str(notes)
    server = instance.serve(module="tests.faults.witness")
    asyncio.run(_write_and_listen(instance, founded, notes))
    server.terminate()
    told = [json.loads(line) for line in notes.read_text().splitlines()]
    wanted = DURABLE[os.environ["TERTULIA_TEST_DATABASE"]]
    assert [one for one in told if one["said"] != wanted] == []


async def _write_and_listen(instance: Instance, founded: Founded, notes: Path) -> None:
    """Keep writing until the threads of pages and of jobs have written, and those of live read."""
    reader = Reader(instance.port, [f"thread-{founded.commons.threads[0]}"]).start()
    await reader.opened()
    caller = Caller(instance.port)
    for number in range(60):
        words = Words(
            f"word{number}", founded.commons.threads[0], WAYS[number % 3], founded.people[2]
        )
        learn(words, await send(caller, words))
    caller.close()

    def seen() -> set[tuple[str, bool]]:
        told = (json.loads(line) for line in notes.read_text().splitlines())
        return {(one["thread"].partition("-")[0].lower(), one["changes"]) for one in told}

    wanted = {("page", True), ("live", False)}
    await until(lambda: wanted <= seen() and _jobs_wrote(seen()), f"{wanted} and a job")
    await reader.stop()


def _jobs_wrote(seen: set[tuple[str, bool]]) -> bool:
    return any(changes and name not in ("page", "live", "mainthread") for name, changes in seen)
