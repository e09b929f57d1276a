"""The root ASGI application: what is answered without Django, and where everything else goes."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from hmac import compare_digest
from time import perf_counter, time
from typing import Any, Protocol

from tertulia.kit.web import logs
from tertulia.kit.web.bridge import Bridge
from tertulia.kit.web.metrics import CONTENT_TYPE, Metrics
from tertulia.kit.web.pool import Pool
from tertulia.kit.web.replies import Reply, plain_reply, send_reply
from tertulia.kit.web.trace import new_request_id, request_id

logger = logging.getLogger("tertulia.web")
App = Callable[[Any, Any, Any], Awaitable[None]]
Early = Callable[[Any], Reply | None]
_HEALTHY = Reply(
    200,
    [(b"content-type", b"text/plain"), (b"content-length", b"3"), (b"cache-control", b"no-store")],
    b"ok\n",
)
_UNTIMED = frozenset(("live",))
_PROXY_HEADERS = frozenset(
    (b"forwarded", b"via", b"x-real-ip")
    + tuple(b"x-forwarded-" + name for name in (b"for", b"host", b"proto"))
)


class Service(Protocol):
    """Something that lives as long as the process serves: the live reader, the job consumer."""

    async def start(self) -> None:
        """Begin; raising stops the start of the process."""

    async def stop(self) -> None:
        """End within a few seconds."""


class Root:
    """Routes a request, gives it an identifier, and counts and logs how it went.

    `apps` maps an exact path (`/live`) or a prefix that ends with `/` (`/static/`) to an ASGI
    application. `early(scope)` may answer a GET before Django is asked. `routes` names classes of
    pages for the figures by first path segment. `services` start in order and stop in reverse;
    `pools` beside that of the pages work before the first and after the last of them.
    """

    def __init__(
        self,
        pages: Bridge,
        *,
        apps: Mapping[str, tuple[str, App]] | None = None,
        early: Early | None = None,
        services: Sequence[Service] = (),
        pools: Sequence[Pool] = (),
        routes: Mapping[str, str] | None = None,
        metrics: Metrics | None = None,
        metrics_token: str = "",
        trust_proxy: bool = False,
        slow_seconds: float = 0.5,
    ) -> None:
        self.pages = pages
        self.early = early
        self.services = tuple(services)
        self.pools = (pages.pool, *pools)
        self.metrics = metrics or Metrics()
        self.metrics.gauge(
            "tertulia_pages_waiting", "Requests waiting for a thread.", lambda: pages.pool.waiting
        )
        self._apps = dict(apps or {})
        self._routes = dict(routes or {})
        self._metrics_token = metrics_token
        self._trust_proxy = trust_proxy
        self._slow = slow_seconds
        self._logged = logs.access_logged()
        self._running: list[Service] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        kind = scope["type"]
        if kind == "http":
            await self._http(scope, receive, send)
        elif kind == "lifespan":
            await self._lifespan(receive, send)
        elif kind == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _http(self, scope: Any, receive: Any, send: Any) -> None:
        started = perf_counter()
        identifier = new_request_id()
        request_id.set(identifier)
        if self._trust_proxy:
            behind_proxy(scope)
        path = scope["path"]
        segment = path.split("/", 2)[1] if "/" in path else ""
        route = self._routes.get(segment, "page")
        status = 500
        try:
            route, status = await self._dispatch(route, path, segment, scope, receive, send)
        finally:
            seconds = perf_counter() - started
            self.metrics.count(route, status)
            if route not in _UNTIMED:
                self.metrics.time(route, seconds)
            slow = seconds >= self._slow and route not in _UNTIMED
            if self._logged or slow or status >= 500:
                _log(scope, identifier, route, status, seconds, slow)

    async def _dispatch(
        self, route: str, path: str, segment: str, scope: Any, receive: Any, send: Any
    ) -> tuple[str, int]:
        if path == "/healthz":
            return "health", await _reply(_HEALTHY, scope, send)
        if path == "/metrics":
            return "metrics", await _reply(self._figures(scope), scope, send)
        found = self._apps.get(path) or self._apps.get(f"/{segment}/")
        if found is not None:
            name, app = found
            watched = _Watched(send)
            await app(scope, receive, watched)
            return name, watched.status
        if self.early is not None and scope["method"] in ("GET", "HEAD"):
            reply = self._ask_early(scope)
            if reply is not None:
                return "early", await _reply(reply, scope, send)
        return route, await self.pages.answer(scope, receive, send)

    def _ask_early(self, scope: Any) -> Reply | None:
        try:
            return self.early(scope) if self.early else None
        except Exception:
            logger.exception("the early answer failed; the page is made instead")
            return None

    def _figures(self, scope: Any) -> Reply:
        if not self._may_read_figures(scope):
            return plain_reply(404)
        body = self.metrics.text().encode()
        headers = [(b"content-type", CONTENT_TYPE), (b"content-length", b"%d" % len(body))]
        return Reply(200, headers, body)

    def _may_read_figures(self, scope: Any) -> bool:
        headers = dict(scope["headers"])
        given = headers.get(b"authorization", b"")
        wanted = b"Bearer " + self._metrics_token.encode()
        if self._metrics_token and compare_digest(given, wanted):
            return True
        if not _PROXY_HEADERS.isdisjoint(headers):
            return False  # a proxy on this machine speaks for somebody elsewhere
        host = (scope.get("client") or ("",))[0]
        return host in ("127.0.0.1", "::1")

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        try:
            await self._start()
        except BaseException as error:
            logger.exception("could not start")
            await self._stop()
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> None:
        for pool in self.pools:
            pool.start()
        for service in self.services:
            self._running.append(service)
            await service.start()

    async def _stop(self) -> None:
        while self._running:
            service = self._running.pop()
            try:
                await service.stop()
            except Exception:
                logger.exception("a service did not stop cleanly")
        for pool in self.pools:
            pool.stop()
        logs.flush()


class _Watched:
    """A `send` that remembers the status."""

    __slots__ = ("_send", "status")

    def __init__(self, send: Any) -> None:
        self._send = send
        self.status = 499  # until something is sent

    def __call__(self, message: Any) -> Any:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        return self._send(message)


async def _reply(reply: Reply, scope: Any, send: Any) -> int:
    await send_reply(reply, send, scope["method"] == "HEAD")
    return reply.status


def behind_proxy(scope: Any) -> None:
    """Take address and scheme from the proxy's headers: the last address, which it added itself."""
    for name, value in scope["headers"]:
        if name == b"x-forwarded-for":
            address = value.decode("latin-1").rpartition(",")[2].strip()
            if address:
                scope["client"] = (address, 0)
        elif name == b"x-forwarded-proto":
            scheme = value.decode("latin-1").rpartition(",")[2].strip().lower()
            if scheme in ("http", "https"):
                scope["scheme"] = scheme


def _log(scope: Any, request: str, route: str, status: int, seconds: float, slow: bool) -> None:
    event = {
        "time": time(),
        "level": "error" if status >= 500 else "warning" if slow else "info",
        "event": "request",
        "method": scope["method"],
        "path": scope["path"],  # without the query, which may carry what is nobody's business
        "status": status,
        "ms": round(seconds * 1000, 2),
        "route": route,
        "client": (scope.get("client") or ("",))[0],
        "request": request,
    }
    if slow:
        event["slow"] = True
    logs.access_line(event)
