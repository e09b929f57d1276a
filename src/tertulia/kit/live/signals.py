"""How a process learns that another one has written: SQLite's counter, PostgreSQL's NOTIFY."""

import asyncio
import sqlite3
from typing import Any
from urllib.parse import quote

from django.db import connections

CHANNEL = "tertulia_activity"
_POLL = 0.02
_LISTEN_AT_MOST = 5.0
_NOT_FOR_LIBPQ = frozenset(("context", "cursor_factory", "prepare_threshold", "autocommit"))


class SqliteSignal:
    """Watches `PRAGMA data_version` through a connection of its own.

    The number moves with every commit of any other connection; a look costs some microseconds.
    """

    def __init__(self, path: str, interval: float = _POLL) -> None:
        self._path = path
        self._interval = interval
        self._connection: sqlite3.Connection | None = None
        self._version: int | None = None

    async def wait(self) -> None:
        """Return after a commit by another connection, or at once when newly connected."""
        if self._connection is None:
            self._connection = sqlite3.connect(
                f"file:{quote(self._path)}?mode=rw", uri=True, isolation_level=None, timeout=0
            )
            self._version = None
        while True:
            version = self._look(self._connection)
            if version != self._version:
                self._version = version
                return
            await asyncio.sleep(self._interval)

    def _look(self, connection: sqlite3.Connection) -> int:
        try:
            return connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                return -1  # a checkpoint or recovery at this moment: look at the rows
            raise

    async def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class PostgresSignal:
    """Listens on a channel of PostgreSQL; looks at least every few seconds, whatever happens."""

    def __init__(self, conninfo: str, channel: str = CHANNEL) -> None:
        self._conninfo = conninfo
        self._channel = channel
        self._connection: Any = None

    async def wait(self) -> None:
        """Return after a NOTIFY, when newly connected, or after five seconds."""
        import psycopg
        from psycopg import sql

        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(
                self._conninfo, autocommit=True, connect_timeout=5, keepalives_idle=10
            )
            await self._connection.execute(
                sql.SQL("LISTEN {}").format(sql.Identifier(self._channel))
            )
            return
        told = False
        async for _ in self._connection.notifies(timeout=_LISTEN_AT_MOST, stop_after=1):
            told = True  # and to the end: a generator left half-way keeps the connection's lock
        if not told:
            await self._connection.execute("SELECT 1")  # raises when the server has gone

    async def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def database_signal(alias: str = "default") -> SqliteSignal | PostgresSignal:
    """Return the signal that fits one of Django's databases."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        return SqliteSignal(str(connection.settings_dict["NAME"]))
    return PostgresSignal(conninfo_of(alias))


def conninfo_of(alias: str) -> str:
    """Return how one of Django's databases is reached, as libpq says it."""
    from psycopg.conninfo import make_conninfo

    parameters = connections[alias].get_connection_params()
    return make_conninfo(**{k: v for k, v in parameters.items() if k not in _NOT_FOR_LIBPQ})
