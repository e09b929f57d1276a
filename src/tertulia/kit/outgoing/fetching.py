"""Fetching from a public host: pinned to the address that was checked, bounded in all ways.

No cookies, no names, no proxy; each redirection is checked like the first address. Works in
threads of jobs, never where a person waits.
"""

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin

from tertulia import __version__
from tertulia.kit.outgoing.addresses import (
    NotFetched,
    Resolve,
    Target,
    resolve_by_system,
    target_of,
)

AGENT = f"Tertulia/{__version__} (link preview)"
MAX_REDIRECTS = 3
PATIENCE = 5.0  # seconds for one step: to connect, to be told something
_BLOCK = 1 << 14
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
Connect = Callable[[Target, float], socket.socket]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the address it came from in the end, its type as told, and its bytes."""

    url: str
    content_type: str
    body: bytes


def connect(target: Target, patience: float) -> socket.socket:
    """Return a connection to the address that was checked; TLS asks for the name, not for it."""
    plain = socket.create_connection((target.address, target.port), timeout=patience)
    if target.scheme == "http":
        return plain
    try:
        return _tls().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def fetch(
    url: str,
    *,
    accept: str = "text/html",
    max_bytes: int = 1 << 19,
    seconds: float = 10.0,
    cut: bool = False,
    resolve: Resolve = resolve_by_system,
    connect: Connect = connect,
) -> Fetched:
    """Return what is at `url`, a public address; raise NotFetched, with the reason, otherwise.

    At most `max_bytes` come in, unpacked, within `seconds` for everything; what is longer is
    refused, or kept to its beginning with `cut`. `resolve` and `connect` are for tests.
    """
    until = time.monotonic() + seconds
    for _hop in range(MAX_REDIRECTS + 1):
        target = target_of(url, resolve)
        try:
            answer = _ask(target, accept, max_bytes, until, cut, connect)
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            raise NotFetched(f"{type(error).__name__} while asking") from error
        if isinstance(answer, Fetched):
            return Fetched(url, answer.content_type, answer.body)
        url = urljoin(url, answer)
    raise NotFetched("it leads on and on")


def _ask(
    target: Target, accept: str, max_bytes: int, until: float, cut: bool, connect: Connect
) -> Fetched | str:
    """Return what the host answers, or where it leads on to."""
    link = http.client.HTTPConnection(target.host, target.port)
    link.sock = connect(target, min(PATIENCE, _left(until)))
    # A host that sends one byte each second is never late for a single step.
    clock = threading.Timer(_left(until), _hang_up, [link.sock])
    clock.daemon = True
    clock.start()
    try:
        link.request(
            "GET",
            target.path,
            headers={
                "Host": target.host,
                "User-Agent": AGENT,
                "Accept": accept,
                "Accept-Encoding": "gzip",
                "Connection": "close",
            },
        )
        link.sock.settimeout(min(PATIENCE, _left(until)))
        answer = link.getresponse()
        _left(until)
        if answer.status in _REDIRECTS:
            return answer.getheader("Location") or ""
        if answer.status != 200:
            raise NotFetched(f"the host answered {answer.status}")
        body = _body(link, answer, max_bytes, until, cut)
        return Fetched("", answer.getheader("Content-Type") or "", body)
    finally:
        clock.cancel()
        link.close()


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _body(
    link: http.client.HTTPConnection,
    answer: http.client.HTTPResponse,
    max_bytes: int,
    until: float,
    cut: bool,
) -> bytes:
    packing = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise NotFetched("it came packed in a way that was not asked for")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if packing == "gzip" else None
    body = bytearray()
    while True:
        left = _left(until)
        if link.sock is not None:
            link.sock.settimeout(min(PATIENCE, left))
        piece = answer.read1(_BLOCK)
        if not piece:
            _left(until)  # it may have ended because its time had
            return bytes(body)
        body += unpack.decompress(piece, max_bytes + 1 - len(body)) if unpack else piece
        if len(body) > max_bytes:
            if cut:
                return bytes(body[:max_bytes])
            raise NotFetched("it is too large")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise NotFetched("it took too long")
    return left
