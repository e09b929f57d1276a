"""What is told in passing: to those who listen at this moment, in every process, and kept nowhere.

Processes on SQLite share a machine and hand messages to one another by local datagrams; on
PostgreSQL a NOTIFY carries them, which writes nothing. One may be lost: nobody relies on it.
"""

import asyncio
import hashlib
import logging
import os
import socket
import tempfile
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection, connections

from tertulia.kit.live.signals import conninfo_of

logger = logging.getLogger("tertulia.live")
CHANNEL = "tertulia_passing"
MOST = 7_000  # bytes; PostgreSQL carries 8,000
_AGAIN = 2.0

Hear = Callable[[bytes], None]


class Relay(Protocol):
    """Carries messages to every process, this one too; `hear` is called on the event loop."""

    async def start(self, hear: Hear) -> None: ...

    async def stop(self) -> None: ...

    def send(self, message: bytes) -> None:
        """Send from any thread; never waits for a listener, and never fails."""


class LocalRelay:
    """Datagrams between the processes of one machine: each has a socket in a folder of our own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = folder / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._socket: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hear: Hear = lambda message: None

    async def start(self, hear: Hear) -> None:
        """Begin to hear what other processes tell."""
        self._hear, self._loop = hear, asyncio.get_running_loop()
        try:
            self._socket = _bound(self._folder, self._own)
        except OSError as error:  # then this process tells its own listeners alone
            logger.warning("other processes do not hear what is told in passing: %r", error)
            return
        self._loop.add_reader(self._socket.fileno(), self._read)

    async def stop(self) -> None:
        """Hear nothing more."""
        held, self._socket, loop, self._loop = self._socket, None, self._loop, None
        if held is not None and loop is not None:
            loop.remove_reader(held.fileno())
            held.close()
            self._own.unlink(missing_ok=True)

    def send(self, message: bytes) -> None:
        """Hand a message to this process and to all others."""
        held, loop = self._socket, self._loop
        if loop is None:
            return
        with suppress(RuntimeError):  # the loop has closed meanwhile
            loop.call_soon_threadsafe(self._hear, message)
        if held is None:
            return
        for other in self._folder.iterdir():
            if other == self._own:
                continue
            try:
                held.sendto(message, str(other))
            except ConnectionRefusedError:  # whoever had it is gone
                other.unlink(missing_ok=True)
            except OSError:
                continue  # too slow, or just going

    def _read(self) -> None:
        held = self._socket
        with suppress(BlockingIOError):
            while held is not None:
                self._hear(held.recv(MOST + 1))


def _bound(folder: Path, own: Path) -> socket.socket:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} is open to others")
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.bind(str(own))
    return made


class PostgresRelay:
    """NOTIFY with the message in it: told to whoever listens, and stored nowhere."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._task: asyncio.Task | None = None

    async def start(self, hear: Hear) -> None:
        """Begin to hear what any process tells."""
        self._task = asyncio.create_task(self._listen(hear), name="live-passing")

    async def stop(self) -> None:
        """Hear nothing more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def send(self, message: bytes) -> None:
        """Tell all processes, on the connection of this thread."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, message.decode()])

    async def _listen(self, hear: Hear) -> None:
        import psycopg
        from psycopg import sql

        while True:
            try:
                held = await psycopg.AsyncConnection.connect(
                    self._conninfo, autocommit=True, connect_timeout=5, keepalives_idle=10
                )
                async with held:
                    await held.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    async for told in held.notifies():
                        hear(told.payload.encode())
            except psycopg.Error as error:
                logger.warning("nothing is heard in passing for now: %r", error)
            await asyncio.sleep(_AGAIN)


def relay_between_processes() -> Relay:
    """Return the relay that fits the database."""
    if connections["default"].vendor != "sqlite":
        return PostgresRelay(conninfo_of("default"))
    place = f"{os.getuid()}:{settings.DATA_DIR}:{connections['default'].settings_dict['NAME']}"
    name = hashlib.sha256(place.encode()).hexdigest()[:16]
    return LocalRelay(Path(tempfile.gettempdir()) / f"tertulia-{name}")  # short: paths end at 100


class Passing:
    """Where a message goes on from, once somebody serves the live channel in this process."""

    def __init__(self) -> None:
        self._relay: Relay | None = None

    def use(self, relay: Relay | None) -> None:
        """Send through this relay from now on; None: nobody listens."""
        self._relay = relay

    def tell(self, message: bytes) -> None:
        """Tell those who listen now, if anybody may."""
        if self._relay is not None and len(message) <= MOST:
            self._relay.send(message)


passing = Passing()
"""The one way out of this process."""
