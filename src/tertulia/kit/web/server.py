"""uvicorn as Tertulia runs it: one process, open streams closed at once when it is told to stop."""

import socket
from collections.abc import Callable
from typing import Any

import uvicorn

GRACE = 5  # seconds that requests under way have after the signal


class Server(uvicorn.Server):
    """Calls `before_shutdown()` when it begins to stop.

    uvicorn ends the lifespan only when every response is complete, which a stream of events
    never is.
    """

    def __init__(
        self, config: uvicorn.Config, before_shutdown: Callable[[], None] | None = None
    ) -> None:
        super().__init__(config)
        self.before_shutdown = before_shutdown

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the streams, then whatever uvicorn does."""
        if self.before_shutdown is not None:
            self.before_shutdown()
        await super().shutdown(sockets)


def server_config(app: Any, *, host: str, port: int, **options: Any) -> uvicorn.Config:
    """Return uvicorn's configuration for `app`, an ASGI application or `"module:name"`.

    Addresses and logs are ours, so uvicorn neither believes proxies nor writes lines of its own.
    """
    settings: dict[str, Any] = {
        "host": host,
        "port": port,
        "lifespan": "on",
        "ws": "none",
        "access_log": False,
        "log_config": None,
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": GRACE,
        "timeout_keep_alive": 15,
        "backlog": 4096,
    }
    return uvicorn.Config(app, **{**settings, **options})
