"""A hub, a world around it, and the streams that listen to it."""

import pytest

from tertulia.kit.live.hub import Hub
from tertulia.kit.live.stream import Bounds, LiveStream
from tertulia.kit.live.tests.listening import Listener, Who, World, until


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def hub(world: World) -> Hub:
    return Hub(world.authorise)


@pytest.fixture
def make_stream(hub: Hub, world: World):
    """Return a function that builds the application; `x-who` names the person who asks."""

    async def identify(scope):
        told = dict(scope["headers"])
        person = int(told.get(b"x-who", b"1")) or None
        return Who(person, f"s{person}", told.get(b"x-language", b"en").decode())

    def make(**bounds) -> LiveStream:
        return LiveStream(
            hub,
            identify=identify,
            history=world.history,
            position=world.position,
            bounds=Bounds(**bounds),
        )

    return make


@pytest.fixture
async def listen(make_stream):
    """Return a function that opens a stream and waits for its greeting."""
    app = make_stream()
    opened = []

    async def open_one(query="channels=thread-1", who=1, last=None, language="en"):
        headers = [(b"x-who", b"%d" % who), (b"x-language", language.encode())]
        if last is not None:
            headers.append((b"last-event-id", str(last).encode()))
        listener = Listener(app, query, headers)
        opened.append(listener)
        await until(lambda: listener.chunks or listener.ended)
        return listener

    yield open_one
    for listener in opened:
        await listener.leave()
    await app.pulse.stop()
