"""Listens to a live stream in this process, without a socket."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Who:
    """Somebody who reads."""

    person_id: int | None = 1
    session_key: str | None = "s1"
    language: str = "en"


class World:
    """What is injected: rights, what happened, and how far the reader has come."""

    def __init__(self) -> None:
        self.rights: dict[int | None, set[str]] = {}
        self.happened: list[tuple[int, str, str, bytes]] = []
        self.reached = 0
        self.asked: list[frozenset[str]] = []
        self.before_rights: Callable[[], Any] | None = None
        self.before_history: Callable[[], Any] | None = None

    async def authorise(self, identity: Who, channels: frozenset[str]) -> set[str]:
        self.asked.append(channels)
        allowed = set(self.rights.get(identity.person_id, channels))
        if self.before_rights is not None:
            await self.before_rights()
        await asyncio.sleep(0)
        return allowed

    async def history(
        self, identity: Who, after: int, until: int, channels: frozenset[str]
    ) -> list[tuple[int, str, str, bytes]] | None:
        rows = [row for row in self.happened if after < row[0] <= until and row[2] in channels]
        if self.before_history is not None:
            await self.before_history()
        await asyncio.sleep(0)
        return rows if len(rows) <= 100 else None

    def position(self) -> int:
        return self.reached

    def record(self, hub: Any, channel: str, number: int | None = None) -> int:
        """Let something happen and hand it on, as the reader does."""
        number = number or self.reached + 1
        self.happened.append((number, "post.added", channel, b"{}"))
        self.reached = number
        hub.publish(number, "post.added", channel, lambda language: b"{}")
        return number


class Listener:
    """One reader of a stream."""

    def __init__(self, app: Any, query: str, headers: Any = (), address: str = "192.0.2.1") -> None:
        self.start: dict[str, Any] = {}
        self.chunks: list[bytes] = []
        self.ended = False
        self.may_read = asyncio.Event()
        self.may_read.set()
        self._left = asyncio.Event()
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/live",
            "query_string": query.encode(),
            "headers": list(headers),
            "client": (address, 1),
        }
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        await self.may_read.wait()
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.chunks.append(message["body"])
        self.ended = not message.get("more_body", False)

    async def leave(self) -> None:
        self._left.set()
        await asyncio.wait_for(self.task, 2)

    @property
    def frames(self) -> list[dict[str, str]]:
        """Return the events so far, each as its fields; heartbeats and hints are left out."""
        text = b"".join(self.chunks).decode()
        blocks = [dict(map(_field, one.split("\n"))) for one in text.split("\n\n") if one]
        return [block for block in blocks if "event" in block]

    @property
    def ids(self) -> list[int]:
        return [int(one["id"]) for one in self.frames if "id" in one]

    @property
    def lost(self) -> list[str]:
        return [json.loads(o["data"])["channel"] for o in self.frames if o["event"] == "gone"]


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.removeprefix(" ")


async def until(true: Callable[[], Any], seconds: float = 3.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.002)
