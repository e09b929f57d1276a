"""Reading the body of a request: bounded, and on disk when it is large."""

import asyncio
from contextlib import suppress
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

PATIENCE = 60.0  # seconds without a byte after which an upload is given up
LET_PASS = 8  # times the limit: what is no larger is read to its end before it is refused
LET_PASS_SECONDS = 20.0


class BodyRefused(Exception):
    """The body was not taken; `status` is what to answer, 499 when nobody is there any more."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read_body(scope: Any, receive: Any, limit: int, in_memory: int) -> tuple[IO[bytes], int]:
    """Return the whole body as a file and its size in bytes.

    Raises `BodyRefused` 413 above `limit`; what is not absurdly larger is let pass before, because
    a browser that is cut off while it sends shows no answer at all;
    400 for a length that is none; 408 when the client stops sending; 499 when it has left.
    """
    length = _declared(scope["headers"])
    if length == 0:
        return BytesIO(), 0
    if length is not None and length > limit:
        await _let_pass(receive, limit if length <= limit * LET_PASS else 0)
        raise BodyRefused(413)
    message = await _next(receive)
    first = message.get("body", b"")
    if not message.get("more_body", False):
        return BytesIO(_within(first, limit)), len(first)
    body = SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115 - the request closes it
    size = 0
    try:
        while True:
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                if message.get("more_body", False):
                    await _let_pass(receive, limit)
                raise BodyRefused(413)
            if size <= in_memory:
                body.write(chunk)
            else:  # it goes to disk, which the loop must not wait for
                await asyncio.to_thread(body.write, chunk)
            if not message.get("more_body", False):
                break
            message = await _next(receive)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, size


def _declared(headers: Any) -> int | None:
    """Return the length that the headers tell: 0 without a body, None when it will show."""
    for name, value in headers:
        if name == b"content-length":
            if not value.isdigit():
                raise BodyRefused(400)
            return int(value)
        if name == b"transfer-encoding":
            return None
    return 0


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise BodyRefused(413)
    return body


async def _let_pass(receive: Any, limit: int) -> None:
    """Read on without keeping anything, for some seconds at most; nothing when `limit` is 0."""
    left = limit * LET_PASS
    with suppress(TimeoutError):
        async with asyncio.timeout(LET_PASS_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


async def _next(receive: Any) -> Any:
    try:
        async with asyncio.timeout(PATIENCE):
            message = await receive()
    except TimeoutError:
        raise BodyRefused(408) from None
    if message["type"] == "http.disconnect":
        raise BodyRefused(499)
    return message
