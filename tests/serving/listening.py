"""A reader of `/live` as browsers are: it resumes after what it has seen, and drops doubles."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.serving.asking import chunks, connect, page_headers, read_head

AGAIN_SECONDS = 0.05
WAIT_SECONDS = 30.0


@dataclass(frozen=True)
class Frame:
    """One event as it came; `id` is 0 for those that stand for no activity."""

    id: int
    verb: str
    data: dict[str, Any]

    @property
    def channel(self) -> str:
        return self.data.get("channel", "")


@dataclass
class Reader:
    """Listens to `channels` until `stop`, through as many connections as it takes.

    `told` is every frame that came, `accepted` those that were new, each in the order of coming;
    `statuses` is what its streams were answered with, `first` the id after which it began.
    """

    port: int
    channels: list[str]
    session: str = ""
    after: int = 0
    again: bool = True
    told: list[Frame] = field(default_factory=list)
    accepted: list[Frame] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    ended: int = 0
    first: int = 0
    _here: set[str] | None = None
    _task: asyncio.Task | None = None

    def start(self) -> "Reader":
        """Begin to listen."""
        self.first = self.after
        self._task = asyncio.create_task(self._listen())
        return self

    async def stop(self) -> None:
        """Stop listening; raises what went wrong meanwhile."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def opened(self, times: int = 1) -> None:
        """Wait until the stream has been answered that often."""
        await until(lambda: len(self.statuses) >= times, f"{times} streams opened")

    def ids(self, channel: str, verb: str = "post.added") -> list[int]:
        """Return the ids of what was new on a channel, as they came."""
        return [one.id for one in self.accepted if one.channel == channel and one.verb == verb]

    def verbs(self) -> list[str]:
        return [one.verb for one in self.told]

    async def _listen(self) -> None:
        while True:
            with suppress(OSError, EOFError):
                await self._one_stream()
            self.ended += 1
            if not self.again:
                return
            await asyncio.sleep(AGAIN_SECONDS)

    async def _one_stream(self) -> None:
        reader, writer = await connect(self.port)
        try:
            writer.write(self._request())
            status, _headers = await read_head(reader)
            self.statuses.append(status)
            if status != 200:
                return
            rest = b""
            async for piece in chunks(reader):
                *events, rest = (rest + piece).split(b"\n\n")
                for event in events:
                    self._hear(event)
        finally:
            writer.close()

    def _request(self) -> bytes:
        headers = {"Host": "127.0.0.1", "Accept": "text/event-stream"}
        if self.session:
            headers |= page_headers(self.session)
        if self.after:
            headers["Last-Event-ID"] = str(self.after)
        lines = [f"{name}: {value}" for name, value in headers.items()]
        first = f"GET /live?channels={','.join(self.channels)} HTTP/1.1"
        return "\r\n".join([first, *lines, "", ""]).encode()

    def _hear(self, event: bytes) -> None:
        fields = dict(line.split(b": ", 1) for line in event.split(b"\n") if b": " in line)
        if b"event" not in fields:
            return  # a heartbeat, or how long to wait before coming back
        data = json.loads(fields[b"data"])
        frame = Frame(int(fields.get(b"id", 0)), fields[b"event"].decode(), data)
        self.told.append(frame)
        if frame.id and self._is_new(frame):
            self.accepted.append(frame)

    def _is_new(self, frame: Frame) -> bool:
        """Decide as `live.js` does: ids rise, and one id may come once for each channel."""
        if frame.id < self.after or (frame.id == self.after and self._here is None):
            return False
        if frame.id > self.after:
            self.after, self._here = frame.id, set()
        assert self._here is not None
        if frame.channel in self._here:
            return False
        self._here.add(frame.channel)
        return True


async def until(holds: Any, what: str, seconds: float = WAIT_SECONDS) -> None:
    """Wait until `holds()`; fail with `what` when it does not come true in time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not holds():
        assert loop.time() < deadline, f"not within {seconds} s: {what}"
        await asyncio.sleep(0.01)
