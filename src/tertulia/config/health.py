"""Whether this process can do its work at this moment: what `/readyz` says."""

import asyncio
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.http import HttpRequest, JsonResponse

from tertulia.kit.media.storing import files_folder

PATIENCE_SECONDS = 3
KEEP_SECONDS = 1
"""How long an answer is given again, so that many questions cost no more than one."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found: each part is `ok` or says in a few words what is wrong with it."""

    parts: dict[str, str]

    @property
    def ok(self) -> bool:
        """Whether requests may be sent here."""
        return all(said == "ok" for said in self.parts.values())

    @property
    def status(self) -> int:
        """The HTTP status that says so."""
        return 200 if self.ok else 503

    def body(self) -> dict[str, Any]:
        """Return what the answer says; no more about the inside than anyone may know."""
        return {"ready": self.ok, **self.parts}


def try_storage(*, sync: bool = True) -> None:
    """Write, sync, read and remove a small file where files lie; raise OSError when it fails."""
    folder = files_folder()
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".probe-{os.getpid()}-{time.monotonic_ns()}"
    said = os.urandom(32)
    try:
        with probe.open("wb") as file:
            file.write(said)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        if probe.read_bytes() != said:
            raise OSError(f"what was written to {folder} reads differently")
    finally:
        probe.unlink(missing_ok=True)


def readiness() -> Readiness:
    """Ask the database and the storage, in this thread."""
    return Readiness({"database": _of(_try_database), "storage": _of(_try_storage)})


def readyz(request: HttpRequest) -> JsonResponse:
    """The answer as a page of Django's."""
    found = readiness()
    return JsonResponse(found.body(), status=found.status)


class Ready:
    """The answer as an ASGI application, with a thread and a connection of its own.

    A database that hangs makes it say so after three seconds; it never holds a thread of the pages.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "readyz")
        self._asked: asyncio.Future[Readiness] | None = None
        self._fresh_until = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = await self._readiness()
        body = json.dumps(found.body()).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": found.status, "headers": headers})
        body = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": body})

    async def _readiness(self) -> Readiness:
        if self._asked is None or (self._asked.done() and time.monotonic() > self._fresh_until):
            self._asked = asyncio.get_running_loop().run_in_executor(self._thread, readiness)
            self._fresh_until = time.monotonic() + KEEP_SECONDS
        try:
            return await asyncio.wait_for(asyncio.shield(self._asked), PATIENCE_SECONDS)
        except TimeoutError:
            return Readiness({"database": "no answer in time", "storage": "not asked"})


def _of(attempt: Any) -> str:
    try:
        attempt()
    except Exception:
        return "no answer"
    return "ok"


def _try_database() -> None:
    connection = connections["default"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            if cursor.fetchone() is None:
                raise RuntimeError("the database is empty")
    except Exception:
        connection.close()
        raise


def _try_storage() -> None:
    try_storage(sync=False)
