"""The one reader of a process: sees each new row once, in the order of ids, and hands it on."""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, Protocol, TypeVar

logger = logging.getLogger("tertulia.live")

Row = Any
Result = TypeVar("Result")
RunInThread = Callable[..., Awaitable[Any]]
_BACKOFF = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_TRIES = 4


class Signal(Protocol):
    """Tells that other processes may have written."""

    async def wait(self) -> None:
        """Return when something may be new; may return for nothing, must not miss. May raise."""

    async def close(self) -> None:
        """Give back the connection; `wait` opens a new one."""


class Watch:
    """Reads rows after the last id and hands them to `handle`, one after the other.

    `latest()` is the highest id at the start, `read_after(id)` the next rows in the order of `id`
    (an attribute); both block and are run by `in_thread`. `handle(row)` may be async; the next row
    waits for it. When it fails again and again, `give_up(row)` is called in its place: whoever
    depends on the row must start anew. Nothing is skipped in silence. Errors in `away` say that
    what it asks cannot be reached: for `patience` seconds they do not count, and the row waits.
    """

    def __init__(
        self,
        *,
        latest: Callable[[], int],
        read_after: Callable[[int], Sequence[Row]],
        handle: Callable[[Row], Any],
        give_up: Callable[[Row], None],
        signal: Signal,
        in_thread: RunInThread,
        away: tuple[type[Exception], ...] = (),
        patience: float = 30.0,
    ) -> None:
        self._latest = latest
        self._read_after = read_after
        self._handle = handle
        self._give_up = give_up
        self._signal = signal
        self._in_thread = in_thread
        self._away = away
        self._patience = patience
        self._position = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._tasks: list[asyncio.Task] = []

    def position(self) -> int:
        """Return the id of the last row that was handed to `handle`."""
        return self._position

    def nudge(self) -> None:
        """Say that this process has written. From any thread, at any time; never waits."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop has closed meanwhile
                loop.call_soon_threadsafe(self._woken.set)

    async def start(self) -> None:
        """Find out where to begin, then read on from there."""
        self._position = await self._in_thread(self._latest)
        self._loop = asyncio.get_running_loop()
        self._tasks = [
            asyncio.create_task(self._listen(), name="live-signal"),
            asyncio.create_task(self._read(), name="live-reader"),
        ]

    async def stop(self) -> None:
        """Stop reading; what was not handed on is read by the clients when they come back."""
        self._loop = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._signal.close()

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                await self._signal.wait()
                failures = 0
            except Exception as error:
                await self._pause("waiting for news failed", error, failures)
                failures += 1
                with suppress(Exception):
                    await self._signal.close()
            self._woken.set()

    async def _read(self) -> None:
        failures = 0
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                while rows := await self._in_thread(self._read_after, self._position):
                    for row in rows:
                        await self._hand_on(row)
                failures = 0
            except Exception as error:
                await self._pause("reading what is new failed", error, failures)
                failures += 1
                self._woken.set()

    async def _hand_on(self, row: Row) -> None:
        if row.id <= self._position:
            raise RuntimeError(f"row {row.id} came after row {self._position}")
        self._position = row.id  # before `handle`: who subscribes meanwhile replays up to this row
        failures = tries = 0
        patient_until = monotonic() + self._patience
        while tries < _TRIES:
            try:
                result = self._handle(row)
                if inspect.isawaitable(result):
                    await result
                return
            except Exception as error:
                if not isinstance(error, self._away) or monotonic() > patient_until:
                    tries += 1
                await self._pause(f"row {row.id} could not be handed on", error, failures)
                failures += 1
        try:
            self._give_up(row)
        except Exception:
            logger.exception("giving up row %s failed", row.id)

    async def _pause(self, what: str, error: Exception, failures: int) -> None:
        level = logging.ERROR if failures == 0 else logging.WARNING
        logger.log(level, "%s: %r", what, error, exc_info=error if failures == 0 else None)
        await asyncio.sleep(_BACKOFF[min(failures, len(_BACKOFF) - 1)])
