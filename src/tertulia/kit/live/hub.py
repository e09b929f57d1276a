"""Who listens to what in this process, and how one frame reaches all of them.

Everything here runs on the event loop; nothing waits for a reader.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Container, Iterable
from typing import Generic, Protocol, TypeVar

from tertulia.kit.live.frames import RESET, frame, gone

QUEUE_FRAMES = 256
QUEUE_BYTES = 1 << 20


class Identity(Protocol):
    """Who is at the other end of a stream."""

    @property
    def person_id(self) -> int | None: ...

    @property
    def session_key(self) -> str | None: ...

    @property
    def language(self) -> str: ...


Who = TypeVar("Who", bound=Identity)
Authorise = Callable[[Who, frozenset[str]], Awaitable[Iterable[str]]]
FrameByLanguage = Callable[[str], bytes]


class Subscription(Generic[Who]):
    """One open stream: its channels, and the frames that wait to be sent to it.

    A reader that does not keep up gets `reset` as its last frame and is closed.
    """

    __slots__ = (
        "identity", "asked", "channels", "closed", "doubted", "sent_until",
        "_frames", "_bytes", "_waiter",
    )  # fmt: skip

    def __init__(self, identity: Who, asked: frozenset[str]) -> None:
        self.identity = identity
        self.asked = asked  # what it wants; what it may have is in `channels`
        self.channels: frozenset[str] = frozenset()
        self.closed = False
        self.doubted = 0  # how often rights were in question
        self.sent_until = 0  # ids up to here came by replay and are not sent again
        self._frames: deque[tuple[str, bytes]] = deque()
        self._bytes = 0
        self._waiter: asyncio.Future[None] | None = None

    def put(self, channel: str, data: bytes) -> None:
        """Queue one frame; forget all and close with `reset` when there are too many."""
        if self.closed:
            return
        self._frames.append((channel, data))
        self._bytes += len(data)
        if len(self._frames) > QUEUE_FRAMES or self._bytes > QUEUE_BYTES:
            self.close(RESET)
        elif self._waiter is not None:
            self._wake()

    def forget(self, channels: Iterable[str]) -> None:
        """Drop the waiting frames of these channels."""
        lost = set(channels)
        self._frames = deque(pair for pair in self._frames if pair[0] not in lost)
        self._bytes = sum(len(data) for _, data in self._frames)

    def close(self, last: bytes = b"") -> None:
        """Let the stream end; `last` is sent instead of what still waits."""
        if self.closed:
            return
        self._frames.clear()
        if last:
            self._frames.append(("", last))
        self.closed = True
        self._wake()

    async def take(self) -> bytes:
        """Return all frames that wait, as one piece of bytes; b"" when the stream is to end."""
        while not self._frames:
            if self.closed:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if len(self._frames) == 1:
            data = self._frames.popleft()[1]
        else:
            data = b"".join([data for _, data in self._frames])
            self._frames.clear()
        self._bytes = 0
        return data

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Hub(Generic[Who]):
    """Channels and their subscriptions.

    `authorise(identity, channels)` says which of the channels the identity may have now. It is
    asked at the start of a stream and each time `reauthorise` is called.
    """

    def __init__(self, authorise: Authorise[Who]) -> None:
        self._authorise = authorise
        self._channels: dict[str, set[Subscription[Who]]] = {}
        self._all: set[Subscription[Who]] = set()

    @property
    def subscriptions(self) -> frozenset[Subscription[Who]]:
        """All open streams."""
        return frozenset(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def languages(self, channel: str) -> set[str]:
        """Return the languages of those who listen to this channel; empty when nobody does."""
        return {one.identity.language for one in self._channels.get(channel, ())}

    def channels(self) -> frozenset[str]:
        """Return every channel that somebody listens to."""
        return frozenset(self._channels)

    # -- coming and going

    async def subscribe(self, identity: Who, channels: Iterable[str]) -> Subscription[Who]:
        """Register a stream and return it with the channels it may have, which may be none.

        It is known to `reauthorise` before its rights are asked for, so that a change in between is
        not missed. Call `leave` in every case. Frames gather from the moment rights are known.
        """
        subscription = Subscription(identity, frozenset(channels))
        self._all.add(subscription)
        try:
            await self._settle(subscription)
        except BaseException:
            self.leave(subscription)
            raise
        return subscription

    def leave(self, subscription: Subscription[Who]) -> None:
        """Forget a stream."""
        subscription.close()
        self._all.discard(subscription)
        self._set_channels(subscription, frozenset())

    def close_all(self, last: bytes = b"") -> None:
        """End every stream: the process stops, or nobody knows what was missed (`RESET`)."""
        for subscription in list(self._all):
            subscription.close(last)

    def close_person(self, person_id: int) -> None:
        """End every stream of a person; at once, without what still waits."""
        self._close_where(lambda identity: identity.person_id == person_id)

    def close_session(self, session_key: str) -> None:
        """End every stream of one session; at once, without what still waits."""
        self._close_where(lambda identity: identity.session_key == session_key)

    def _close_where(self, applies: Callable[[Who], bool]) -> None:
        for subscription in list(self._all):
            if applies(subscription.identity):
                last = gone(subscription.channels)
                self._set_channels(subscription, frozenset())
                subscription.close(last)

    # -- frames

    def publish(
        self, event_id: int, event: str, channel: str, frame_by_language: FrameByLanguage
    ) -> int:
        """Send one event to everyone on `channel` and return to how many.

        `frame_by_language(language)` returns the `data` (JSON) and is asked once for each language
        that somebody there reads. Events must come in the order of their ids.
        """
        subscriptions = self._channels.get(channel)
        if not subscriptions:
            return 0
        frames: dict[str, bytes] = {}
        for subscription in list(subscriptions):
            if event_id <= subscription.sent_until:
                continue
            language = subscription.identity.language
            data = frames.get(language)
            if data is None:
                data = frames[language] = frame(event_id, event, frame_by_language(language))
            subscription.put(channel, data)
        return len(subscriptions)

    def tell(self, event: str, channel: str, data: bytes, not_for: Container[int]) -> int:
        """Tell the signed-in on `channel` in passing, but for some; return to how many.

        It has no id: nobody comes back to it.
        """
        heard = 0
        told = frame(None, event, data)
        for subscription in list(self._channels.get(channel, ())):
            person = subscription.identity.person_id
            if person is not None and person not in not_for:
                subscription.put(channel, told)
                heard += 1
        return heard

    # -- rights

    async def reauthorise(
        self, *, channel: str | None = None, person_id: int | None = None
    ) -> None:
        """Ask anew what the streams of a channel, of a person, or of both together may have.

        Await it before a later event is published: when it returns, who lost a channel gets nothing
        more of it, not even what waited, and is told `gone`. When rights cannot be learnt, it
        raises after the streams in question have been closed.
        """
        concerned = [
            one
            for one in self._all
            if (channel is None or channel in one.asked)
            and (person_id is None or one.identity.person_id == person_id)
        ]
        if not concerned:
            return
        results = await asyncio.gather(
            *(self._settle(one) for one in concerned), return_exceptions=True
        )
        failures = [one for one in results if isinstance(one, BaseException)]
        if failures:
            raise failures[0]

    async def _settle(self, subscription: Subscription[Who]) -> None:
        subscription.doubted += 1
        while True:
            doubted = subscription.doubted
            try:
                allowed = await self._authorise(subscription.identity, subscription.asked)
            except BaseException:
                self._set_channels(subscription, frozenset())
                subscription.close(RESET)
                raise
            if doubted == subscription.doubted:
                break
        if subscription not in self._all:
            return
        allowed = frozenset(allowed) & subscription.asked
        lost = subscription.channels - allowed
        self._set_channels(subscription, allowed)
        if lost:
            subscription.forget(lost)
            subscription.put("", gone(lost))

    def _set_channels(self, subscription: Subscription[Who], channels: frozenset[str]) -> None:
        for name in subscription.channels - channels:
            listeners = self._channels[name]
            listeners.discard(subscription)
            if not listeners:
                del self._channels[name]
        for name in channels - subscription.channels:
            self._channels.setdefault(name, set()).add(subscription)
        subscription.channels = channels
