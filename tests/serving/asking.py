"""HTTP/1.1 as bytes: a client that may send what no browser would."""

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

ASK_SECONDS = 30.0
CSRF = "c" * 32
LARGEST_LINE = 1 << 20


class Cut(Exception):
    """The connection ended before the answer was complete: nobody knows what became of it."""


class NotReached(Cut):
    """Nobody listens: the request was not even sent."""


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.body)


class Caller:
    """One connection that is kept, and opened again when it has been cut."""

    def __init__(self, port: int, **headers: str) -> None:
        self.port = port
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self,
        method: str,
        target: str | bytes,
        body: bytes = b"",
        headers: Mapping[str, str | bytes] | None = None,
    ) -> Answer:
        """Send one request and return its answer; raises `Cut` when that does not arrive whole."""
        request = _request(method, target, body, {**self.headers, **(headers or {})})
        began = time.monotonic()
        try:
            async with asyncio.timeout(ASK_SECONDS):
                reader = await self._send(request)
                status, answered, content = await _read(reader, method)
        except (OSError, EOFError, TimeoutError) as error:
            self.close()
            raise Cut(repr(error)) from error
        if answered.get("connection") == "close":
            self.close()
        return Answer(status, answered, content, time.monotonic() - began)

    def close(self) -> None:
        """Let the connection go."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _send(self, request: bytes) -> asyncio.StreamReader:
        if self._streams is None or self._streams[0].at_eof():
            self.close()
            try:
                self._streams = await connect(self.port)
            except OSError as error:
                raise NotReached(repr(error)) from error
        reader, writer = self._streams
        writer.write(request)
        with suppress(ConnectionError):  # it may answer, and hang up, before it has read all
            await writer.drain()
        return reader


async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection to a server on this machine."""
    return await asyncio.open_connection("127.0.0.1", port, limit=LARGEST_LINE)


def page_headers(session: str) -> dict[str, str]:
    """Return what a browser sends that is signed in and has the form's token."""
    return {
        "Cookie": f"tertulia_session={session}; tertulia_csrf={CSRF}",
        "X-CSRFToken": CSRF,
    }


def _request(
    method: str, target: str | bytes, body: bytes, headers: Mapping[str, str | bytes]
) -> bytes:
    where = target.encode() if isinstance(target, str) else target
    lines = [method.encode() + b" " + where + b" HTTP/1.1"]
    told: dict[str, str | bytes] = {"Host": "127.0.0.1", **headers}
    if (body or method in ("POST", "PUT", "PATCH")) and "Content-Length" not in told:
        told["Content-Length"] = str(len(body))
    for name, value in told.items():
        shown = value.encode("latin-1") if isinstance(value, str) else value
        lines.append(name.encode("latin-1") + b": " + shown)
    return b"\r\n".join([*lines, b"", body])


async def _read(reader: asyncio.StreamReader, method: str) -> tuple[int, dict[str, str], bytes]:
    status, headers = await read_head(reader)
    if method == "HEAD" or status in (204, 304):
        return status, headers, b""
    if headers.get("transfer-encoding") == "chunked":
        return status, headers, b"".join([piece async for piece in chunks(reader)])
    if "content-length" not in headers:
        return status, headers, await reader.read()
    return status, headers, await reader.readexactly(int(headers["content-length"]))


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Return the status and the headers of the answer that comes next."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in filter(None, lines):
        name, _colon, value = line.partition(":")
        before = headers.get(name.lower())
        headers[name.lower()] = f"{before}, {value.strip()}" if before else value.strip()
    return int(first.split(" ", 2)[1]), headers


async def chunks(reader: asyncio.StreamReader) -> Any:
    """Yield the pieces of a chunked body, to its end."""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
