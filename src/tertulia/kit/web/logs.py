"""Structured logs: one line an event, for people (`console`) or for machines (`json`).

Lines are rendered and written by a thread of their own, in batches: a request pays for an append.
"""

import atexit
import logging
import sys
import threading
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from time import sleep, time
from typing import IO, Any

import orjson
import structlog

from tertulia.kit.web.redaction import without_secrets
from tertulia.kit.web.trace import request_id

Event = MutableMapping[str, Any]
_PAUSE = 0.05  # seconds in which lines gather before they are written together
_QUIET = ("uvicorn.access",)


class Writer:
    """Takes events from any thread and writes them in their order."""

    def __init__(self, output: IO[str], as_json: bool) -> None:
        self.output = output
        self._render = _as_json if as_json else _as_console
        self._queue: SimpleQueue[Event] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._writing = threading.Lock()

    def put(self, event: Event) -> None:
        """Write `event` soon. Never waits, never raises."""
        if self._thread is None:
            self._begin()
        self._queue.put(event)

    def flush(self) -> None:
        """Write what has gathered, now."""
        with self._writing:
            lines = []
            try:
                while True:
                    lines.append(self._line(self._queue.get_nowait()))
            except Empty:
                pass
            self._write(lines)

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            event = self._queue.get()
            with self._writing:
                self._write([self._line(event)])
            self.flush()
            sleep(_PAUSE)

    def _line(self, event: Event) -> str:
        try:
            return self._render(_safe(event))
        except Exception as error:  # a line that cannot be written must not end the writing
            return f"log line lost: {error!r}\n"

    def _write(self, lines: list[str]) -> None:
        try:
            self.output.write("".join(lines))
            self.output.flush()
        except (OSError, ValueError):
            pass  # the other end of the pipe has gone; there is nowhere to tell it


def _safe(event: Event) -> Event:
    # The busiest line of all carries no query; a path holds a secret under /account/ alone.
    if event["event"] == "request" and "/account/" not in event.get("path", "/account/"):
        return event
    return without_secrets(event)


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


def _as_json(event: Event) -> str:
    event["time"] = _stamp(event["time"])
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode() + "\n"


def _as_console(event: Event) -> str:
    moment = datetime.fromtimestamp(event.pop("time"))
    level, what = event.pop("level"), event.pop("event")
    trouble = event.pop("exception", "")
    rest = " ".join(f"{key}={value}" for key, value in event.items() if value not in ("", None))
    line = f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03d} {level:<7} {what}  {rest}"
    return f"{line.rstrip()}\n{trouble}\n" if trouble else f"{line.rstrip()}\n"


_writer = Writer(sys.stderr, as_json=False)
atexit.register(lambda: _writer.flush())


def _to_writer(logger: Any, method: str, event: Event) -> Event:
    _writer.put(event)
    raise structlog.DropEvent


def _place(logger: Any, method: str, event: Event) -> Event:
    """Add what every line carries: level, time, and the request it belongs to."""
    event["level"] = "warning" if method == "warn" else method.replace("exception", "error")
    event["time"] = time()
    request = request_id.get()
    if request:
        event.setdefault("request", request)
    return event


class _Records(logging.Handler):
    """Turns records of the standard library's logging into the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            event: Event = {
                "level": record.levelname.lower(),
                "time": record.created,
                "event": record.getMessage(),
                "logger": record.name,
            }
            if record.exc_info:
                event["exception"] = logging.Formatter().formatException(record.exc_info)
            request = request_id.get()
            if request:
                event["request"] = request
            _writer.put(event)
        except Exception:
            self.handleError(record)


def configure(settings: Mapping[str, Any]) -> None:
    """Set logging up; Django calls it with `{"format": "console" | "json", "level": "INFO"}`."""
    global _writer
    _writer.flush()
    _writer = Writer(sys.stderr, settings.get("format") == "json")
    level = logging.getLevelNamesMapping().get(str(settings.get("level", "INFO")).upper(), 20)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _place,
            structlog.processors.format_exc_info,
            _to_writer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _Records)]:
        root.removeHandler(handler)
    root.addHandler(_Records())
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).disabled = True


def access_logged() -> bool:
    """Return whether one line a request is wanted; ask once, at start."""
    return logging.getLogger().level <= logging.INFO


def access_line(event: Event) -> None:
    """Write a line about a request; the cheap way round structlog for the busiest line of all.

    `event` holds `level` and `time` (seconds since 1970) already.
    """
    _writer.put(event)


def flush() -> None:
    """Write what has gathered: before the process ends, or in a test."""
    _writer.flush()
