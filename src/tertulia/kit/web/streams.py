"""Responses whose body is made while it is sent.

A stream has a thread of its own, so that a slow reader holds none of the threads that answer pages.
"""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.http import StreamingHttpResponse
from django.utils import translation

if TYPE_CHECKING:
    from tertulia.kit.web.replies import Reply

logger = logging.getLogger("tertulia.web")
_BLOCK = 1 << 16
_PATIENCE = 60.0  # seconds for which a reader may take nothing before it is given up
_AT_ONCE = threading.BoundedSemaphore(32)


class Stream:
    """The body of a streaming response and what must happen when it ends."""

    def __init__(self, response: StreamingHttpResponse) -> None:
        self.response = response
        self.language = translation.get_language()
        if hasattr(response, "block_size"):
            response.block_size = _BLOCK

    def abandon(self) -> None:
        """Close without sending."""
        with suppress(Exception):
            self.response.close()


async def send_stream(reply: "Reply", scope: Any, receive: Any, send: Any) -> None:
    """Send headers, then each piece when it is there; stops when the client leaves."""
    stream = reply.stream
    assert stream is not None
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    gone = threading.Event()
    watch = asyncio.create_task(_watch(receive, gone))
    try:
        if scope["method"] == "HEAD":
            await asyncio.to_thread(stream.abandon)
        elif stream.response.is_async:
            await _send_async(stream, send, gone)
        else:
            await _send_from_thread(stream, send, gone)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.set()
        watch.cancel()


async def _watch(receive: Any, gone: threading.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


async def _send_async(stream: Stream, send: Any, gone: threading.Event) -> None:
    try:
        pieces: Any = stream.response.streaming_content
        async for piece in pieces:
            if gone.is_set():
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    finally:
        await asyncio.to_thread(stream.abandon)


async def _send_from_thread(stream: Stream, send: Any, gone: threading.Event) -> None:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[BaseException | None] = loop.create_future()
    context = copy_context()

    def push(piece: bytes) -> bool:
        message = {"type": "http.response.body", "body": piece, "more_body": True}
        asyncio.run_coroutine_threadsafe(send(message), loop).result(_PATIENCE)
        return not gone.is_set()

    def work() -> None:
        error = context.run(_pump, stream, push, gone)
        with suppress(RuntimeError):  # the loop has closed
            loop.call_soon_threadsafe(_finish, done, error)

    threading.Thread(target=work, name="stream", daemon=True).start()
    error = await done
    if error is not None:
        raise error


def _finish(done: asyncio.Future, error: BaseException | None) -> None:
    if not done.done():
        done.set_result(error)


def _pump(stream: Stream, push: Any, gone: threading.Event) -> BaseException | None:
    with _AT_ONCE:
        try:
            if stream.language:
                translation.activate(stream.language)
            pieces: Iterator[bytes] = iter(stream.response)
            for piece in pieces:
                if gone.is_set() or (piece and not push(piece)):
                    break
        except BaseException as error:  # noqa: BLE001 - raised where the stream is awaited
            return error
        finally:
            stream.abandon()
            connections.close_all()
    return None
