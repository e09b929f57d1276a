"""`/live`: server-sent events, answered natively on the event loop."""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic
from urllib.parse import parse_qs

from tertulia.kit.live.frames import RESET, frame, gone
from tertulia.kit.live.hub import Hub, Subscription, Who
from tertulia.kit.live.pulse import Pulse

logger = logging.getLogger("tertulia.live")

Identify = Callable[[Any], Awaitable[Who]]
Replayed = tuple[int, str, str, bytes]  # id, event, channel, data (JSON)
History = Callable[[Who, int, int, frozenset[str]], Awaitable[Sequence[Replayed] | None]]

_CATCH_UP = 2.0  # seconds in which this process must reach an id that a client has seen
_CHANNEL = re.compile(r"[a-z][a-z0-9]*(?:-[A-Za-z0-9_]{1,64})?")
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(frozen=True)
class Bounds:
    """How much one reader may ask for, and the rhythm of a stream (seconds)."""

    channels: int = 50
    streams_per_person: int = 20
    streams_per_address: int = 200
    streams: int = 10_000
    retry: float = 2.0
    heartbeat: float = 15.0
    patience: float = 30.0


class Refused(Exception):
    """The stream is not opened; `status` says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Wish:
    """What a client asked for. `after` is None when it wants only what is to come."""

    channels: frozenset[str]
    after: int | None


def wish_of(scope: Any, most_channels: int) -> Wish:
    """Read `channels`, `after` and `Last-Event-ID`, which wins; raises `Refused` 400."""
    try:
        query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=20)
    except ValueError:
        raise Refused(400, "Name all channels at once: ?channels=first-1,second-2") from None
    names = {name for value in query.get("channels", []) for name in value.split(",") if name}
    if not names:
        raise Refused(400, "Name the channels: ?channels=first-1,second-2")
    if len(names) > most_channels:
        raise Refused(400, f"At most {most_channels} channels a stream.")
    if not all(_CHANNEL.fullmatch(name) for name in names):
        raise Refused(400, "A channel is a word, a hyphen and a key.")
    after = query.get("after", [""])[-1]
    for name, value in scope["headers"]:
        if name == b"last-event-id" and value:
            after = value.decode("latin-1")
    if after and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Refused(400, "The last id is a whole number.")
    return Wish(frozenset(names), int(after) if after else None)


class LiveStream(Generic[Who]):
    """The ASGI application behind `/live`.

    `identify(scope)` says who asks. `position()` is the last id that was handed on.
    `history(identity, after, until, channels)` returns what happened with `after < id <= until` on
    these channels, in order, or None when that is too much: the client is told `reset`.

    Between the replay and what follows there is neither gap nor double: the stream is registered
    first, the replay ends at the position of that moment, and everything later comes from the hub.
    """

    def __init__(
        self,
        hub: Hub[Who],
        *,
        identify: Identify[Who],
        history: History[Who],
        position: Callable[[], int],
        bounds: Bounds | None = None,
    ) -> None:
        self.hub = hub
        self.bounds = bounds or Bounds()
        self.pulse = Pulse(self.bounds.heartbeat, self.bounds.patience)
        self._identify = identify
        self._history = history
        self._position = position
        self._open: Counter[tuple[str, Any]] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            if scope["method"] != "GET":
                raise Refused(405, "Read this address with GET.")
            wish = wish_of(scope, self.bounds.channels)
            identity = await self._identify(scope)
            places = self._take_places(scope, identity)
        except Refused as refused:
            await _refuse(refused, send)
            return
        try:
            await self._serve(identity, wish, receive, send)
        finally:
            self._give_back(places)

    async def _serve(self, identity: Who, wish: Wish, receive: Any, send: Any) -> None:
        subscription = await self.hub.subscribe(identity, wish.channels)
        until = self._position()  # no other task runs between the line above and this one
        subscription.sent_until = until
        leaving = asyncio.create_task(_close_when_left(subscription, receive))
        try:
            if not subscription.channels:
                await _refuse(Refused(404, "There is nothing here."), send)
                return
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await self._greet(subscription, wish, until, send)
            await self._follow(subscription, send)
        finally:
            leaving.cancel()
            self.hub.leave(subscription)

    async def _greet(
        self, subscription: Subscription[Who], wish: Wish, until: int, send: Any
    ) -> None:
        refused = gone(wish.channels - subscription.channels)
        await _send_piece(b"retry: %d\n\n" % int(self.bounds.retry * 1000) + refused, send)
        if wish.after is None:
            return
        # One event may be told on several channels, and the line may have been cut between them:
        # then the last one is told again, and whoever has seen it drops it.
        after = wish.after - 1 if len(subscription.channels) > 1 else wish.after
        if after == until:
            return
        if after < until:
            missed = await self._missed(subscription, after, until)
        else:
            missed = await self._await_position(subscription, after)
        if missed:
            await _send_piece(missed, send)

    async def _missed(self, subscription: Subscription[Who], after: int, until: int) -> bytes:
        rows = await self._history(subscription.identity, after, until, subscription.channels)
        if rows is None:
            return RESET
        mine = subscription.channels  # may have shrunk while the rows were read
        return b"".join(
            [frame(number, event, data) for number, event, channel, data in rows if channel in mine]
        )

    async def _await_position(self, subscription: Subscription[Who], after: int) -> bytes:
        """Skip what the client has seen before this process has; `reset` if it never comes."""
        before, subscription.sent_until = subscription.sent_until, after
        for _ in range(100):
            if self._position() >= after:
                return b""
            await asyncio.sleep(_CATCH_UP / 100)
        subscription.sent_until = before
        return RESET

    async def _follow(self, subscription: Subscription[Who], send: Any) -> None:
        beat = self.pulse.join(subscription)
        try:
            while data := await subscription.take():
                beat.sending()
                await send({"type": "http.response.body", "body": data, "more_body": True})
                beat.sent()
        finally:
            self.pulse.leave(beat)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _take_places(self, scope: Any, identity: Who) -> list[tuple[str, Any]]:
        bounds = self.bounds
        wanted: list[tuple[str, Any, int]] = [("all", None, bounds.streams)]
        if identity.person_id is not None:
            wanted.append(("person", identity.person_id, bounds.streams_per_person))
        address = (scope.get("client") or ("",))[0]
        wanted.append(("address", address, bounds.streams_per_address))
        if any(self._open[kind, key] >= most for kind, key, most in wanted):
            raise Refused(429, "Too many open streams.")
        places = [(kind, key) for kind, key, _ in wanted]
        self._open.update(places)
        return places

    def _give_back(self, places: list[tuple[str, Any]]) -> None:
        for place in places:
            self._open[place] -= 1
            if self._open[place] <= 0:
                del self._open[place]


async def _close_when_left(subscription: Subscription, receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    subscription.close()


async def _send_piece(data: bytes, send: Any) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _refuse(refused: Refused, send: Any) -> None:
    body = f"{refused}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
    ]
    if refused.status == 429:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
