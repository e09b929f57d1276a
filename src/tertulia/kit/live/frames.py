"""The form of what travels on a stream: server-sent events."""

from collections.abc import Iterable

RESET = b"event: reset\ndata: {}\n\n"


def frame(event_id: int | None, event: str, data: bytes) -> bytes:
    """Return one server-sent event; `data` is JSON in UTF-8."""
    number = b"" if event_id is None else b"id: %d\n" % event_id
    if b"\n" in data:
        data = data.replace(b"\n", b"\ndata: ")
    return b"%sevent: %s\ndata: %s\n\n" % (number, event.encode(), data)


def gone(channels: Iterable[str]) -> bytes:
    """Return the frames that tell a reader that it has lost these channels."""
    return b"".join(
        [frame(None, "gone", b'{"channel":"%s"}' % name.encode()) for name in sorted(channels)]
    )
