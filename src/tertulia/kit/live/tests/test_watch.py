"""The reader hands on every row once, in order, whatever happens to the database or the handler."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest

from tertulia.kit.live.signals import CHANNEL, PostgresSignal, SqliteSignal
from tertulia.kit.live.tests.listening import until
from tertulia.kit.live.watch import Watch
from tests.postgres import PostgresServer, create_database

Row = namedtuple("Row", "id body")
READ = "SELECT id, body FROM activity WHERE id > {} ORDER BY id LIMIT 7"
LATEST = "SELECT coalesce(max(id), 0) FROM activity"


class SqliteFile:
    """A database in a file."""

    def __init__(self, path) -> None:
        self.path = str(path)
        with self.connect() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE activity (id INTEGER PRIMARY KEY, body TEXT)")

    def connect(self):
        return sqlite3.connect(self.path, timeout=5)

    def write(self, *bodies: str) -> None:
        with self.connect() as connection:
            rows = [(body,) for body in bodies]
            connection.executemany("INSERT INTO activity (body) VALUES (?)", rows)

    def latest(self) -> int:
        return self.connect().execute(LATEST).fetchone()[0]

    def read_after(self, number: int) -> list[Row]:
        return [Row(*row) for row in self.connect().execute(READ.format(number))]

    def signal(self) -> SqliteSignal:
        return SqliteSignal(self.path)

    def break_connections(self) -> None:
        """Nothing stands between a program and its file."""


class PostgresDatabase:
    """A database of a server."""

    def __init__(self, url: str) -> None:
        self.url = url
        with self.connect() as connection:
            connection.execute(
                "CREATE TABLE activity (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,"
                " body text)"
            )

    def connect(self):
        return psycopg.connect(self.url)

    def write(self, *bodies: str) -> None:
        with self.connect() as connection:
            for body in bodies:
                connection.execute("INSERT INTO activity (body) VALUES (%s)", [body])
            connection.execute(f"NOTIFY {CHANNEL}")

    def latest(self) -> int:
        with self.connect() as connection:
            return connection.execute(LATEST).fetchone()[0]

    def read_after(self, number: int) -> list[Row]:
        with self.connect() as connection:
            return [Row(*row) for row in connection.execute(READ.format(number))]

    def signal(self) -> PostgresSignal:
        return PostgresSignal(self.url)

    def break_connections(self) -> None:
        with self.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    running = os.environ.get("TERTULIA_TEST_POSTGRES_URL")
    if running:
        yield running
        return
    server = PostgresServer()
    yield server.url()
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path):
    if request.param == "sqlite":
        return SqliteFile(tmp_path / "watch.sqlite3")
    server_url = request.getfixturevalue("postgres")
    name = f"watch_{time.monotonic_ns()}"
    return PostgresDatabase(create_database(server_url, name))


@pytest.fixture
async def begin():
    """Return a function that starts a watch over a database; `handed` is what it handed on."""
    watches = []

    async def start(database, handle=None, give_up=None, **options):
        handed: list[int] = []
        watch = Watch(
            latest=database.latest,
            read_after=database.read_after,
            handle=handle or (lambda row: handed.append(row.id)),
            give_up=give_up or (lambda row: pytest.fail(f"gave up {row}")),
            signal=database.signal(),
            in_thread=asyncio.to_thread,
            **options,
        )
        watches.append(watch)
        await watch.start()
        return watch, handed

    yield start
    for watch in watches:
        await watch.stop()


async def test_it_begins_with_what_comes_and_hands_on_all_in_order(database, begin):
    database.write("old", "older")
    watch, handed = await begin(database)
    assert watch.position() == 2
    await asyncio.to_thread(database.write, *("new" for _ in range(30)))
    await until(lambda: len(handed) == 30)
    assert handed == list(range(3, 33))
    assert watch.position() == 32


async def test_it_goes_on_after_its_connection_broke(database, begin):
    _watch, handed = await begin(database)
    await asyncio.to_thread(database.write, "one")
    await until(lambda: handed == [1])
    await asyncio.to_thread(database.break_connections)
    await asyncio.to_thread(database.write, "two")  # nobody listens at this moment
    await until(lambda: handed == [1, 2])
    await asyncio.to_thread(database.write, "three")
    await until(lambda: handed == [1, 2, 3], 1.0)


async def test_the_next_row_waits_for_the_handler(database, begin):
    order = []

    async def handle(row):
        order.append(("begins", row.id))
        assert watch.position() == row.id
        await asyncio.sleep(0.01)
        order.append(("ends", row.id))

    watch, _handed = await begin(database, handle)
    await asyncio.to_thread(database.write, "a", "b", "c")
    await until(lambda: len(order) == 6)
    assert order == [(word, number) for number in (1, 2, 3) for word in ("begins", "ends")]


async def test_a_handler_that_stumbles_gets_the_row_again(database, begin):
    tries = []

    def handle(row):
        tries.append(row.id)
        if tries.count(2) < 3 and row.id == 2:
            raise ConnectionError("not yet")

    await begin(database, handle)
    await asyncio.to_thread(database.write, "a", "b", "c")
    await until(lambda: 3 in tries)
    assert tries == [1, 2, 2, 2, 3]


async def test_a_row_that_cannot_be_handed_on_is_given_up_aloud(database, begin):
    handed, lost = [], []

    def handle(row):
        if row.body == "poison":
            raise ValueError("no")
        handed.append(row.id)

    await begin(database, handle, lambda row: lost.append(row.id))
    await asyncio.to_thread(database.write, "a", "poison", "c")
    await until(lambda: 3 in handed)
    assert (handed, lost) == ([1, 3], [2])


async def test_a_row_waits_while_the_database_is_away(tmp_path, begin, monkeypatch):
    """A server that starts anew takes longer than any row is tried: nobody is told to reload."""
    monkeypatch.setattr("tertulia.kit.live.watch._BACKOFF", (0.001,))
    outage, handed, lost = [ConnectionError("away")] * 20, [], []

    def handle(row):
        if outage:
            raise outage.pop()
        handed.append(row.id)

    database = SqliteFile(tmp_path / "away.sqlite3")
    await begin(database, handle, lambda row: lost.append(row.id), away=(ConnectionError,))
    await asyncio.to_thread(database.write, "a", "b")
    await until(lambda: handed == [1, 2])
    assert lost == []


async def test_a_database_that_stays_away_is_not_waited_for_without_end(
    tmp_path, begin, monkeypatch
):
    monkeypatch.setattr("tertulia.kit.live.watch._BACKOFF", (0.001,))
    lost = []

    def handle(row):
        raise ConnectionError("away")

    database = SqliteFile(tmp_path / "away.sqlite3")
    options = {"away": (ConnectionError,), "patience": 0.05}
    await begin(database, handle, lambda row: lost.append(row.id), **options)
    await asyncio.to_thread(database.write, "a")
    await until(lambda: lost == [1])


async def test_a_read_that_fails_is_tried_again(database, begin, monkeypatch):
    failures = [OSError("away"), OSError("still away")]
    read = database.read_after

    def read_after(number):
        if failures:
            raise failures.pop()
        return read(number)

    monkeypatch.setattr(database, "read_after", read_after)
    _watch, handed = await begin(database)
    await asyncio.to_thread(database.write, "a")
    await until(lambda: handed == [1])
    assert failures == []


async def test_a_nudge_is_quicker_than_any_look(tmp_path, begin, monkeypatch):
    """Our own writes are not found by chance: here nothing but the nudge can tell of them."""
    database = SqliteFile(tmp_path / "nudged.sqlite3")
    database.signal = lambda: SqliteSignal(database.path, interval=3600)
    read, found = database.read_after, []

    def read_after(number):
        found.append(read(number))
        return found[-1]

    monkeypatch.setattr(database, "read_after", read_after)
    watch, handed = await begin(database)
    await asyncio.sleep(0.05)
    for number in range(1, 6):

        def write_and_nudge():
            database.write("mine")
            watch.nudge()

        await asyncio.to_thread(write_and_nudge)
        await until(lambda number=number: handed[-1:] == [number], 30)
    await until(lambda: found[-1] == [])  # having found something, the reader looks once more
    await asyncio.to_thread(database.write, "without a nudge")
    await asyncio.sleep(0.1)
    assert len(handed) == 5


async def test_another_process_is_noticed(tmp_path, begin):
    database = SqliteFile(tmp_path / "we#ird?&%41 name.sqlite3")
    assert quote(database.path) != database.path
    _watch, handed = await begin(database)
    await asyncio.sleep(0.05)
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute(\"INSERT INTO activity (body) VALUES ('other')\"); c.commit()"
    )
    command = [sys.executable, "-c", program, database.path]
    await asyncio.to_thread(subprocess.run, command, check=True)
    await until(lambda: handed == [1], 1.0)


async def test_a_nudge_outside_its_life_does_nothing(tmp_path, begin):
    watch, _handed = await begin(SqliteFile(tmp_path / "x.sqlite3"))
    await watch.stop()
    watch.nudge()
