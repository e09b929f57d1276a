"""One timer for the heartbeats of all streams, spread evenly so that they never come together."""

import asyncio
import logging
from contextlib import suppress
from itertools import count
from time import monotonic

from tertulia.kit.live.hub import Subscription

logger = logging.getLogger("tertulia.live")
HEARTBEAT = b":\n\n"
_SLOTS = 15


class Beat:
    """One stream in the rhythm; it says when it waits for its reader."""

    __slots__ = ("subscription", "task", "slot", "sending_since")

    def __init__(self, subscription: Subscription, task: asyncio.Task, slot: int) -> None:
        self.subscription = subscription
        self.task = task
        self.slot = slot
        self.sending_since = 0.0  # 0: not sending

    def sending(self) -> None:
        """A piece is being handed to the network."""
        self.sending_since = monotonic()

    def sent(self) -> None:
        """The network took it."""
        self.sending_since = 0.0


class Pulse:
    """Gives each stream a heartbeat every `interval` seconds.

    A reader that takes nothing for `patience` seconds is given up: its task is cancelled.
    """

    def __init__(self, interval: float, patience: float) -> None:
        self.interval = interval
        self.patience = patience
        self._slots: list[set[Beat]] = [set() for _ in range(_SLOTS)]
        self._next = count()
        self._task: asyncio.Task | None = None

    def join(self, subscription: Subscription) -> Beat:
        """Add the stream that the running task serves."""
        task = asyncio.current_task()
        assert task is not None
        beat = Beat(subscription, task, next(self._next) % _SLOTS)
        self._slots[beat.slot].add(beat)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return beat

    def leave(self, beat: Beat) -> None:
        """Take a stream out."""
        self._slots[beat.slot].discard(beat)

    async def stop(self) -> None:
        """End the timer."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while any(self._slots):
            for beats in self._slots:
                await asyncio.sleep(self.interval / _SLOTS)
                self._visit(list(beats))

    def _visit(self, beats: list[Beat]) -> None:
        now = monotonic()
        for beat in beats:
            if not beat.sending_since:
                beat.subscription.put("", HEARTBEAT)
            elif now - beat.sending_since > self.patience:
                logger.info("a reader took nothing for %d s and is given up", self.patience)
                beat.task.cancel()
