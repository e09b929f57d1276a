"""The application that `test_server` runs in a process of its own."""

import asyncio
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings

if TYPE_CHECKING:
    from tertulia.kit.live.hub import Hub


@dataclass(frozen=True)
class Anybody:
    person_id: int | None = None
    session_key: str | None = None
    language: str = "en"


class Ticking:
    """A service that sends something to `thread-1` fifty times a second."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub

    async def start(self) -> None:
        self.task = asyncio.create_task(self.run())

    async def run(self) -> None:
        number = 0
        while True:
            await asyncio.sleep(0.02)
            number += 1
            self.hub.publish(number, "tick", "thread-1", lambda language: b"{}")

    async def stop(self) -> None:
        self.task.cancel()
        os.write(1, b"stopped\n")


async def authorise(identity: Any, channels: frozenset[str]) -> frozenset[str]:
    return channels


async def identify(scope: Any) -> Anybody:
    return Anybody()


async def history(*_: Any) -> list:
    return []


def main(port: int) -> None:
    """Serve the pages of these tests and a live stream on a port of this machine."""
    settings.configure(
        SECRET_KEY="only-for-tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tertulia.kit.web.tests.pages",
        MIDDLEWARE=[],
        LOGGING_CONFIG=None,
    )
    django.setup()
    from tertulia.kit.live.hub import Hub
    from tertulia.kit.live.stream import LiveStream
    from tertulia.kit.web import logs
    from tertulia.kit.web.asgi import Root
    from tertulia.kit.web.bridge import Bridge
    from tertulia.kit.web.pool import Pool
    from tertulia.kit.web.server import Server, server_config

    logs.configure({"format": "json", "level": "INFO"})
    hub = Hub(authorise)
    live = LiveStream(hub, identify=identify, history=history, position=lambda: 0)
    pages = Bridge(Pool(2, "page"), body_limit=200_000)
    root = Root(pages, apps={"/live": ("live", live)}, services=[Ticking(hub)])
    root.metrics.gauge("tertulia_live_streams", "Open streams.", lambda: len(hub))
    Server(server_config(root, host="127.0.0.1", port=port), hub.close_all).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
