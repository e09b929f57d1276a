"""The live channel, put together: the stream of activity, the hub, and what the lens says."""

import asyncio
from typing import Any

import orjson
from django.conf import settings
from django.db import InterfaceError, OperationalError

from tertulia.core.activity.actors import ANONYMOUS, Actor
from tertulia.core.activity.queries import Entry, entries_after, last_id
from tertulia.core.activity.record import on_commit_nudge
from tertulia.core.people.queries import actor_of_session
from tertulia.core.site.force import bring_into_force
from tertulia.kit.live.frames import RESET
from tertulia.kit.live.hub import Hub
from tertulia.kit.live.passing import passing, relay_between_processes
from tertulia.kit.live.signals import database_signal
from tertulia.kit.live.stream import Bounds, LiveStream
from tertulia.kit.live.watch import Watch
from tertulia.kit.web.middleware import wanted
from tertulia.kit.web.pool import Pool
from tertulia.lenses.reading import frames as reading_frames
from tertulia.lenses.reading.live import (
    Listener,
    allowed_channels,
    channels_of,
    frames,
    listener,
    replay,
)

_RIGHTS_OF_PERSON = {
    "membership.joined",
    "membership.left",
    "membership.removed",
    "membership.role_changed",
}
_RIGHTS_OF_THREAD = {"thread.removed", "thread.restored", "thread.moved", "thread.merged_away"}
_RIGHTS_OF_ALL = {"community.changed", "community.moved"}
_PATIENCE = 2.0  # seconds in which the reader reaches what was there when something was told
_MOST_PASSING = 500
_ENDS_STREAMS = {"person.signed_out", "person.deactivated"}


class Live:
    """The service behind `/live`: one reader and one hub in a process."""

    def __init__(self) -> None:
        self.pool = Pool(2, "live")
        self.hub = Hub(self._authorise)
        self.watch = Watch(
            latest=last_id,
            read_after=entries_after,
            handle=self._handle,
            give_up=lambda row: self.hub.close_all(RESET),
            signal=database_signal(),
            in_thread=self.pool.run,
            away=(OperationalError, InterfaceError),
        )
        self.relay = relay_between_processes()
        self._passing: set[asyncio.Task] = set()
        self._reconsidering = False
        bounds = Bounds(streams_per_person=200, streams_per_address=5_000)
        self.stream = LiveStream(
            self.hub,
            identify=self._identify,
            history=self._history,
            position=self.watch.position,
            bounds=bounds,
        )

    async def start(self) -> None:
        """Begin to read, and let pages know how far the reader is."""
        self.pool.start()
        await self.pool.run(bring_into_force)
        await self.watch.start()
        on_commit_nudge(self.watch.nudge)
        await self.relay.start(self._hear)
        passing.use(self.relay)
        reading_frames.position[0] = self.watch.position

    async def stop(self) -> None:
        """End the streams and the reader."""
        self.hub.close_all()
        passing.use(None)
        await self.relay.stop()
        for task in self._passing:
            task.cancel()
        await self.watch.stop()
        self.pool.stop()

    def close_streams(self) -> None:
        """End every stream at once; the browsers come back by themselves."""
        self.hub.close_all()

    async def _identify(self, scope: Any) -> Listener:
        headers = dict(scope["headers"])
        key = session_key(headers.get(b"cookie", b""))
        actor = (await self.pool.run(actor_of_session, key) if key else None) or ANONYMOUS
        asked = headers.get(b"accept-language", b"").decode("latin-1")
        return listener(actor, actor.language or wanted(asked))

    async def _authorise(self, identity: Listener, channels: frozenset[str]) -> set[str]:
        return await self.pool.run(_allowed_now, identity.actor, channels)

    async def _history(
        self, identity: Listener, after: int, until: int, channels: frozenset[str]
    ) -> Any:
        return await self.pool.run(replay, after, until, channels, identity.language)

    async def _handle(self, entry: Entry) -> None:
        self._reconsidering = True
        try:
            await self._reconsider(entry)
        finally:
            self._reconsidering = False
        if entry.verb == "site.changed":
            await self.pool.run(bring_into_force)
        made: dict[tuple[str, str], bytes] = {}
        while missing := self._wanted(entry) - made.keys():
            # somebody who reads another language may come while frames are being made
            made |= await self.pool.run(_made, entry, missing)
        for name in channels_of(entry):
            self.hub.publish(entry.id, entry.verb, name, lambda lang, at=name: made[at, lang])

    def _hear(self, message: bytes) -> None:
        """Something is told in passing, here or in another process."""
        told = orjson.loads(message)
        if self.hub.languages(told["channel"]) and len(self._passing) < _MOST_PASSING:
            task = asyncio.get_running_loop().create_task(self._pass_on(told))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)

    async def _pass_on(self, told: dict[str, Any]) -> None:
        """Tell it, but not before every right was taken away that had been lost by then."""
        for _ in range(100):
            if self.watch.position() >= told["after"] and not self._reconsidering:
                data, not_for = orjson.dumps(told["data"]), frozenset(told["not_for"])
                self.hub.tell(told["event"], told["channel"], data, not_for)
                return
            await asyncio.sleep(_PATIENCE / 100)

    def _wanted(self, entry: Entry) -> set[tuple[str, str]]:
        return {
            (name, language) for name in channels_of(entry) for language in self.hub.languages(name)
        }

    async def _reconsider(self, entry: Entry) -> None:
        """Take rights away before anything later is told."""
        if entry.verb in _RIGHTS_OF_PERSON and entry.person is not None:
            await self.hub.reauthorise(person_id=entry.person)
        elif entry.verb in _RIGHTS_OF_THREAD:
            await self.hub.reauthorise(channel=f"thread-{entry.thread}")
        elif entry.verb in _RIGHTS_OF_ALL:
            await self.hub.reauthorise()
        elif entry.verb in _ENDS_STREAMS and entry.person is not None:
            self.hub.close_person(entry.person)
        elif entry.verb == "person.session_ended":
            self.hub.close_session(entry.data["session"])


def _allowed_now(actor: Actor, channels: frozenset[str]) -> set[str]:
    if actor.session_key:  # roles and epoch may have changed since the stream was opened
        actor = actor_of_session(actor.session_key) or ANONYMOUS
    return allowed_channels(actor, channels)


def _made(entry: Entry, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    """Return the frames for (channel, language) pairs."""
    made: dict[tuple[str, str], bytes] = {}
    for language in {language for _name, language in wanted}:
        names = {name for name, other in wanted if other == language}
        data = frames(entry, names, language)
        made |= {(name, language): data[name] for name in names}
    return made


def session_key(cookies: bytes) -> str:
    """Return the session key among the cookies of a request, or nothing."""
    name = settings.SESSION_COOKIE_NAME.encode()
    for part in cookies.split(b";"):
        key, _equals, value = part.strip().partition(b"=")
        if key == name:
            return value.decode("latin-1").strip('"')
    return ""
