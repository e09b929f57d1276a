"""One round: two hundred replies, a cut at a random moment, and all is as if there were none."""

import asyncio
import os
import random
import signal
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.truth import Truth, faults_in
from tests.faults.writing import WAYS, Desk, Words, learn, send
from tests.serving.asking import Caller
from tests.serving.instance import Founded, Instance
from tests.serving.listening import Reader, until
from tests.serving.processes import Server

WRITES = 200
CONNECTIONS = 12
ROUND_SECONDS = 120
SENT_AGAIN = 5


@dataclass
class Stage:
    """What the rounds play on."""

    instance: Instance
    founded: Founded
    chance: random.Random
    server: Server
    readers: list[Reader] = field(default_factory=list)
    kept: list[Words] = field(default_factory=list)
    restarting: list[asyncio.Task[float]] = field(default_factory=list)
    repeated: int = 0
    unknown: int = 0

    @property
    def truth(self) -> Truth:
        return Truth(self.instance.database_url)

    @property
    def threads(self) -> list[int]:
        return self.founded.commons.threads + self.founded.cellar.threads

    def listen(self) -> None:
        """Have some read along: one thread, a community, everything; signed in and not."""
        commons, cellar = self.founded.commons, self.founded.cellar
        session = self.founded.people[-1].session
        several = [f"thread-{number}" for number in self.threads]
        for channels, who in (
            ([f"thread-{commons.threads[0]}"], ""),
            ([f"thread-{cellar.threads[0]}"], session),
            ([f"community-{commons.id}"], ""),
            ([*several, f"community-{commons.id}", f"community-{cellar.id}"], session),
        ):
            self.readers.append(Reader(self.instance.port, channels, who).start())


async def play(stage: Stage, name: str, cut: Callable[[Stage], None]) -> None:
    """Write, `cut` at a random moment, write what was not confirmed again, and look."""
    desk = Desk(stage.instance.port, deque(_wanted(stage, name)))
    late = Reader(
        stage.instance.port,
        [f"thread-{number}" for number in stage.threads],
        stage.founded.people[0].session,
        after=stage.truth.number("SELECT max(id) FROM activity_activity"),
    )
    async with asyncio.timeout(ROUND_SECONDS):
        writing = asyncio.create_task(desk.write_all(CONNECTIONS))
        moment = stage.chance.randrange(1, WRITES * 3 // 4)
        await until(lambda: desk.confirmed >= moment, f"{moment} replies confirmed")
        await asyncio.sleep(stage.chance.uniform(0, 0.02))
        cut(stage)
        late.start()
        await writing
        # A connection may have broken after its last words were taken from the pile.
        await desk.write_all(1)
    if cut is kill_server:
        assert not desk.failures
    await _look(stage, desk, late)
    await late.stop()
    stage.repeated += sum(words.repeated for words in desk.done)
    stage.unknown += len(desk.unknown)


def _wanted(stage: Stage, name: str) -> list[Words]:
    busiest = stage.threads[0]
    return [
        Words(
            name=f"{name}n{number}",
            thread=busiest if number % 2 else stage.chance.choice(stage.threads),
            way=stage.chance.choice(WAYS),
            author=stage.chance.choice(stage.founded.people),
        )
        for number in range(WRITES)
    ]


def kill_server(stage: Stage) -> None:
    """End the server as a power cut does, and start it again."""
    stage.server.kill()
    stage.server = stage.instance.start()
    ready = asyncio.to_thread(stage.server.wait_until_ready)
    stage.restarting.append(asyncio.create_task(ready))


def kill_backend(stage: Stage) -> None:
    """End one of PostgreSQL's processes: it ends all others and recovers from its log."""
    os.kill(stage.chance.choice(stage.truth.backends()), signal.SIGKILL)


async def _look(stage: Stage, desk: Desk, late: Reader) -> None:
    stored = _stored(stage)
    for words in desk.done:
        assert stored.get(words.name) == [(words.thread, words.number, words.source)], words
    for words in desk.unknown:
        assert len(stored.get(words.name, [])) <= 1, words
    stage.kept += desk.done
    lost = [words.name for words in stage.kept if words.name not in stored]
    assert not lost
    assert len(desk.done) + len(desk.unknown) == WRITES
    await _send_some_again(stage, desk)
    assert sum(map(len, stored.values())) == sum(map(len, _stored(stage).values()))
    assert not faults_in(stage.truth)
    await _look_at_readers(stage, late)
    await _find_some(stage, desk)


def _stored(stage: Stage) -> dict[str, list[tuple[int, int, str]]]:
    """Return thread, number and source of each reply by its name."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for row in stage.truth.posts(stage.threads):
        if row.number > 1:
            found.setdefault(row.source.split(" ")[0], []).append(
                (row.thread, row.number, row.source)
            )
    return found


async def _send_some_again(stage: Stage, desk: Desk) -> None:
    """What was confirmed is answered as before, and nothing more is written."""
    caller = Caller(stage.instance.port)
    keyed = [words for words in desk.done if words.has_key]
    for words in stage.chance.sample(keyed, min(SENT_AGAIN, len(keyed))):
        answer = await send(caller, words)
        assert answer.headers.get("idempotent-replayed") == "true", (words, answer)
        learn(words, answer)
    caller.close()


async def _look_at_readers(stage: Stage, late: Reader) -> None:
    """Each of them was told of every post, once, in order, through all cuts."""
    told = stage.truth.rows(
        "SELECT id, thread, community, data FROM activity_activity"
        " WHERE verb = 'post.added' ORDER BY id"
    )
    for reader in (*stage.readers, late):
        since = late.first if reader is late else 0
        for channel in reader.channels:
            sort, _dash, key = channel.partition("-")
            place = 1 if sort == "thread" else 2
            wanted = [row[0] for row in told if row[place] == int(key) and row[0] > since]
            await until(
                lambda reader=reader, channel=channel, wanted=wanted: (
                    len(reader.ids(channel)) >= len(wanted)
                ),
                f"{channel} told {len(wanted)} posts",
            )
            assert reader.ids(channel) == wanted, channel
        assert not {"reset", "gone"} & set(reader.verbs()), _said_of_streams(stage.server)


def _said_of_streams(server: Server) -> str:
    lines = [line for line in server.said().splitlines() if '"tertulia.live"' in line]
    return "\n".join(line[:300] for line in lines)


async def _find_some(stage: Stage, desk: Desk) -> None:
    caller = Caller(stage.instance.port, Authorization=f"Bearer {stage.founded.people[0].token}")
    for words in stage.chance.sample(desk.done, SENT_AGAIN):
        answer = await caller.ask("GET", f"/api/v1/search?q={words.name}")
        assert answer.status == 200, answer.text
        hits = [(hit["thread"], hit["number"]) for hit in answer.json()["items"]]
        assert hits == [(words.thread, words.number)], answer.text
    caller.close()
