"""From the POST of a reply to the frame with its html, at many readers."""

import selectors
import socket
import time
from collections.abc import Callable

READER = "GET /live?channels=thread-{thread} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Readers:
    """Open streams on one thread."""

    def __init__(self, port: int, thread: int, count: int) -> None:
        self.selector = selectors.DefaultSelector()
        request = READER.format(thread=thread).encode()
        for number in range(count):
            one = socket.create_connection(("127.0.0.1", port))
            one.sendall(request)
            self.selector.register(one, selectors.EVENT_READ, [number, b""])
        self.count = count
        self._settle()

    def _settle(self) -> None:
        """Read until every stream has begun."""
        begun: set[int] = set()
        end = time.monotonic() + 60
        while len(begun) < self.count and time.monotonic() < end:
            for key, _events in self.selector.select(timeout=1):
                if b"retry:" in key.fileobj.recv(65536):  # type: ignore[union-attr]
                    begun.add(key.data[0])
        if len(begun) < self.count:
            raise SystemExit(f"only {len(begun)} of {self.count} streams began")

    def times(self, send: Callable[[], None], word: bytes, patience: float = 10.0) -> list[float]:
        """Return, for each reader, the seconds from `send()` until `word` had come, in order."""
        for key in self.selector.get_map().values():
            key.data[1] = b""
        waiting = self.count
        found: list[float] = []
        started = time.perf_counter()
        send()
        while waiting and time.perf_counter() - started < patience:
            for key, _events in self.selector.select(timeout=0.5):
                piece = key.fileobj.recv(1 << 16)  # type: ignore[union-attr]
                if key.data[1] is not None:
                    key.data[1] += piece
                    if word in key.data[1]:
                        found.append(time.perf_counter() - started)
                        key.data[1] = None
                        waiting -= 1
        return found

    def close(self) -> None:
        """End all streams."""
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
