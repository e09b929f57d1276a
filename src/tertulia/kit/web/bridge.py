"""From ASGI to Django's synchronous handler and back, with one change of thread for a request."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils.translation import gettext as _

from tertulia.kit.web.bodies import BodyRefused, read_body
from tertulia.kit.web.pool import Pool
from tertulia.kit.web.replies import Reply, plain_reply, reply_of, send_reply
from tertulia.kit.web.requests import BridgeRequest
from tertulia.kit.web.streams import send_stream
from tertulia.kit.web.trace import request_id

logger = logging.getLogger("tertulia.web")
Refusing = Callable[[str, int], Reply]


def refuse_plainly(path: str, status: int) -> Reply:
    """Return the answer to a body that was not taken; the connection ends with it."""
    reply = plain_reply(status, closing=True)
    if status == 413:
        said = _("This is more than may be sent at once. Go back: your words are still there.")
        reply.body = f"{said}\n".encode()
        length = (b"content-length", b"%d" % len(reply.body))
        reply.headers = [
            length if name == length[0] else (name, value) for name, value in reply.headers
        ]
    return reply


@dataclass(frozen=True, slots=True)
class Lane:
    """A way of its own for requests that bring much: `takes(scope)` says which.

    They may have `body_limit` bytes, and their views run on `pool`, so that pages do not wait.
    """

    takes: Callable[[Any], bool]
    pool: Pool
    body_limit: int


class PageHandler(BaseHandler):
    """Django's handler as every view and middleware here expects it: synchronous throughout."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware(is_async=False)


class Bridge:
    """An ASGI application that answers with Django's pages.

    Views run on `pool`, each in a copy of the request's context. A client that leaves does not stop
    its view: what has begun to be written is written to its end. `refuse(path, status)` makes the
    answer to a body that was not taken. A `lane` is for requests that bring files.
    """

    def __init__(
        self,
        pool: Pool,
        *,
        body_limit: int,
        memory_limit: int = 1 << 20,
        refuse: Refusing = refuse_plainly,
        lane: Lane | None = None,
    ) -> None:
        self.pool = pool
        self.lane = lane
        self.refuse = refuse
        self.body_limit = body_limit
        self.memory_limit = memory_limit
        self._handler = PageHandler()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.answer(scope, receive, send)

    async def answer(self, scope: Any, receive: Any, send: Any) -> int:
        """Answer one request and return the status; 499 if the client left before it was asked."""
        lane = self.lane if self.lane and self.lane.takes(scope) else self
        try:
            body, size = await read_body(scope, receive, lane.body_limit, self.memory_limit)
        except BodyRefused as refused:
            if refused.status != 499:
                await send_reply(self.refuse(scope["path"], refused.status), send)
            return refused.status
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Reply] = loop.create_future()
        lane.pool.submit(copy_context(), self._work, loop, future, scope, body, size)
        reply = await future
        if reply.stream is None:
            await send_reply(reply, send, scope["method"] == "HEAD")
        else:
            await send_stream(reply, scope, receive, send)
        return reply.status

    def _work(self, loop: Any, future: asyncio.Future, scope: Any, body: Any, size: int) -> None:
        response = None
        try:
            response = self._respond(scope, body, size)
            reply = reply_of(response, _accept_encoding(scope), request_id.get())
        except Exception:  # Django answers what views raise; this is about what stands around them
            logger.exception("request failed outside its view")
            reply = plain_reply(500)
        try:
            loop.call_soon_threadsafe(_tell, future, reply)
        except RuntimeError:
            reply.stream = None  # the loop has closed; nobody will read it
        if reply.stream is None:
            # after the answer is on its way: nobody waits for the cleaning up
            _close(response, body)

    def _respond(self, scope: Any, body: Any, size: int) -> HttpResponseBase:
        prefix = scope.get("root_path")
        if prefix:
            set_script_prefix(prefix)
        request_started.send(sender=PageHandler, scope=scope)
        response = self._handler.get_response(BridgeRequest(scope, body, size))
        setattr(response, "_handler_class", PageHandler)  # noqa: B010 - the sender of `request_finished`
        return response


def _tell(future: asyncio.Future, reply: Reply) -> None:
    if not future.done():
        future.set_result(reply)
    elif reply.stream is not None:
        reply.stream.abandon()


def _close(response: HttpResponseBase | None, body: Any) -> None:
    try:
        if response is not None:
            response.close()
        body.close()
    except Exception:
        logger.exception("closing a response failed")


def _accept_encoding(scope: Any) -> bytes:
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            return value
    return b""
