"""What goes out for a request: status, headers and body, ready to be sent."""

from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from tertulia.kit.web.compression import encoded_body

if TYPE_CHECKING:
    from tertulia.kit.web.streams import Stream

Headers = list[tuple[bytes, bytes]]
_WITHOUT_LENGTH = frozenset((204, 304))


class Reply:
    """Status, headers and body of one response. With a `stream` the body comes from there."""

    __slots__ = ("status", "headers", "body", "stream")

    def __init__(
        self, status: int, headers: Headers, body: bytes = b"", stream: "Stream | None" = None
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.stream = stream


@lru_cache(maxsize=256)
def _name(name: str) -> bytes:
    return name.lower().encode("ascii")


def reply_of(response: HttpResponseBase, accept_encoding: bytes, request: str) -> Reply:
    """Turn Django's response into what is sent, compressed for the client if that is worth it."""
    if response.streaming:
        from tertulia.kit.web.streams import Stream

        return Reply(response.status_code, _headers(response, request), b"", Stream(response))  # type: ignore[arg-type]
    assert isinstance(response, HttpResponse)
    body = encoded_body(response, accept_encoding)
    headers = _headers(response, request)
    if response.status_code not in _WITHOUT_LENGTH:
        headers.append((b"content-length", b"%d" % len(body)))
    elif response.status_code == 204:
        body = b""
    return Reply(response.status_code, headers, body)


def _headers(response: HttpResponseBase, request: str) -> Headers:
    whole = not response.streaming
    headers = [
        (_name(name), value.encode("latin-1"))
        for name, value in response.headers.items()
        if not (whole and name == "Content-Length")
    ]
    for cookie in response.cookies.values():
        headers.append((b"set-cookie", cookie.OutputString().encode()))
    if request:
        headers.append((b"x-request-id", request.encode("ascii")))
    return headers


def plain_reply(status: int, *, closing: bool = False) -> Reply:
    """Return the shortest answer with this status; `closing` ends the connection after it."""
    body = HTTPStatus(status).phrase.encode("ascii") + b"\n"
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
    ]
    if closing:
        headers.append((b"connection", b"close"))
    return Reply(status, headers, body)


async def send_reply(reply: Reply, send: Any, head: bool = False) -> None:
    """Send a reply that has no stream; `head` leaves the body out."""
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    await send({"type": "http.response.body", "body": b"" if head else reply.body})
