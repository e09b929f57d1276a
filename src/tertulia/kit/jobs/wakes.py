"""Wakes: "run errand N", sent through huey. Any of them may be lost; the sweep sends another."""

import logging
import threading
from collections.abc import Callable
from functools import cache

import orjson
from django.conf import settings
from django.db import close_old_connections
from huey import RedisHuey, SqliteHuey
from huey.api import Huey
from huey.registry import Message
from huey.serializer import Serializer

bell = threading.Semaphore(0)
"""Rung for the workers of this process, so that they need not wait for their next look."""
logging.getLogger("huey").setLevel(logging.WARNING)


class PlainSerializer(Serializer):
    """Messages as JSON: whoever can write to the queue can name an errand, and no more."""

    def _serialize(self, message: Message) -> bytes:
        return orjson.dumps([message.id, message.name, message.args])

    def _deserialize(self, data: bytes) -> Message:
        id_, name, args = orjson.loads(bytes(data))
        return Message(id=id_, name=name, args=tuple(args))


def _queue() -> Huey:
    options = {"results": False, "serializer": PlainSerializer()}
    if settings.TERTULIA.redis_url:
        return RedisHuey("tertulia", url=settings.TERTULIA.redis_url, **options)
    folder = settings.DATA_DIR
    folder.mkdir(parents=True, exist_ok=True)
    # A file of its own: it never waits for the site's writer, and may be lost.
    return SqliteHuey("tertulia", filename=str(folder / "jobs.sqlite3"), fsync=False, **options)


def _run(errand_id: int) -> None:
    from tertulia.kit.jobs.running import run_errand

    close_old_connections()
    run_errand(errand_id)


@cache
def queue() -> tuple[Huey, Callable[[int], object]]:
    """Return the queue, made on first use, and the task that runs one errand."""
    huey = _queue()
    return huey, huey.task(name="errand")(_run)


def send(errand_id: int) -> None:
    """Wake a worker, in this process or another, to run an errand."""
    queue()[1](errand_id)
    bell.release()
