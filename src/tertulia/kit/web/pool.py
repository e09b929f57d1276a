"""A few threads that do the blocking work of an event loop, each with its database connections."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from queue import SimpleQueue
from typing import Any, TypeVar

from django.db import close_old_connections, connections

Result = TypeVar("Result")
_STOP = None


class Pool:
    """`size` daemon threads over one queue; work is begun in the order in which it came.

    Connections stay open between pieces of work and are closed when the thread ends.
    """

    def __init__(self, size: int, name: str) -> None:
        self.size = size
        self.name = name
        self._queue: SimpleQueue[tuple[Context, Callable[..., Any], tuple] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    @property
    def waiting(self) -> int:
        """How many pieces of work nobody has begun."""
        return self._queue.qsize()

    def start(self) -> None:
        """Begin to work. What was submitted before is done now."""
        for number in range(len(self._threads), self.size):
            thread = threading.Thread(target=self._work, name=f"{self.name}-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish what is queued, then end; waits `timeout` seconds at most for each thread."""
        for _ in self._threads:
            self._queue.put(_STOP)
        for thread in self._threads:
            thread.join(timeout)
        self._threads.clear()

    def submit(self, context: Context, work: Callable[..., Any], *args: Any) -> None:
        """Have `work(*args)` called in `context` by one of the threads; `work` must not raise."""
        self._queue.put((context, work, args))

    async def run(self, work: Callable[..., Result], *args: Any) -> Result:
        """Return what `work(*args)` returns, or raise what it raises.

        Work that has begun goes on to its end even if the caller is cancelled.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self.submit(copy_context(), _settle, loop, future, work, args)
        return await future

    def _work(self) -> None:
        take = self._queue.get
        while (job := take()) is not _STOP:
            context, work, args = job
            context.run(work, *args)
            del job, context, work, args  # an idle thread holds no request
        connections.close_all()


def _settle(loop: Any, future: asyncio.Future, work: Callable[..., Any], args: tuple) -> None:
    try:
        result, error = work(*args), None
    except BaseException as caught:  # noqa: BLE001 - it is raised where the result is awaited
        result, error = None, caught
        close_old_connections()  # a broken connection must not meet the next piece of work
    with suppress(RuntimeError):  # the loop has closed; nobody waits
        loop.call_soon_threadsafe(_tell, future, result, error)


def _tell(future: asyncio.Future, result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
