"""A load on loopback: keep-alive connections that each send the next request when answered.

One thread with a selector, little parsing: it has to be faster than what it measures.
"""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Request = bytes


@dataclass
class Figures:
    """What a run measured. Times are in seconds."""

    seconds: float
    times: list[float] = field(repr=False)
    statuses: dict[int, int]
    bytes_received: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.times) / self.seconds

    def at(self, share: float) -> float:
        """Return the time below which `share` of the requests were answered, in milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


class _Connection:
    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.wanted = 0
        self.status = 0
        self.sent_at = 0.0

    def send(self, request: Request) -> None:
        self.received.clear()
        self.wanted = 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Read what has come; True when the response is whole."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.received += piece
        if not self.wanted:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self.received[:end]).lower()
            self.status = int(head[9:12])
            length = head.find(b"content-length:")
            body = int(head[length + 15 :].split(b"\r\n", 1)[0]) if length >= 0 else 0
            self.wanted = end + 4 + body
        return len(self.received) >= self.wanted


def run(
    address: tuple[str, int],
    requests: Callable[[int], Iterator[Request]],
    *,
    connections: int = 8,
    seconds: float = 5.0,
    warm_up: float = 1.0,
) -> Figures:
    """Send `requests(connection)` over each connection for `seconds` after the warm-up."""
    selector = selectors.DefaultSelector()
    for number in range(connections):
        one = _Connection(address)
        source = requests(number)
        selector.register(one.socket, selectors.EVENT_READ, (one, source))
        one.send(next(source))
    begin = time.perf_counter() + warm_up
    end = begin + seconds
    times: list[float] = []
    statuses: dict[int, int] = {}
    received = 0
    while (now := time.perf_counter()) < end:
        for key, _events in selector.select(timeout=0.5):
            one, source = key.data
            if not one.receive():
                continue
            now = time.perf_counter()
            if one.sent_at >= begin:
                times.append(now - one.sent_at)
                statuses[one.status] = statuses.get(one.status, 0) + 1
                received += len(one.received)
            one.send(next(source))
    for key in list(selector.get_map().values()):
        key.data[0].socket.close()
    return Figures(seconds, times, statuses, received)


def get(path: str, headers: dict[str, str] | None = None) -> Request:
    """Return a GET request."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, body: bytes, headers: dict[str, str]) -> Request:
    """Return a POST request."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
