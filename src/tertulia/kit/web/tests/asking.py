"""Asks an ASGI application in this process, without a socket."""

import asyncio
from collections.abc import Iterable
from typing import Any

Pairs = list[tuple[bytes, bytes]]


class Answer:
    """Everything the application sent."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @property
    def status(self) -> int:
        return self.messages[0]["status"]

    @property
    def pairs(self) -> Pairs:
        return [(bytes(k).lower(), bytes(v)) for k, v in self.messages[0]["headers"]]

    def header(self, name: str) -> str | None:
        values = [v.decode("latin-1") for k, v in self.pairs if k == name.encode()]
        return values[0] if values else None

    @property
    def body(self) -> bytes:
        return b"".join(m.get("body", b"") for m in self.messages[1:])


def scope_of(
    path: str, method: str = "GET", headers: Iterable[tuple[bytes, bytes]] = (), **more: Any
) -> dict[str, Any]:
    """Return the scope that uvicorn would make."""
    path, _, query = path.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [(b"host", b"testserver"), *headers],
        "client": ("192.0.2.7", 40001),
        "server": ("testserver", 80),
        **more,
    }


async def ask(
    app: Any,
    path: str,
    method: str = "GET",
    headers: Iterable[tuple[bytes, bytes]] = (),
    body: bytes | list[bytes] = b"",
    leave: bool = False,
    **more: Any,
) -> Answer:
    """Send one request and return the answer; `leave` disconnects after the body."""
    chunks = body if isinstance(body, list) else [body]
    sized = list(headers)
    if body and not isinstance(body, list):
        sized.append((b"content-length", b"%d" % len(body)))
    elif isinstance(body, list):
        sized.append((b"transfer-encoding", b"chunked"))
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}
        for number, chunk in enumerate(chunks, 1)
    ]
    if leave:
        waiting = [*waiting[:-1], {"type": "http.disconnect"}]
    answer = Answer()

    async def receive() -> dict[str, Any]:
        if waiting:
            return waiting.pop(0)
        return await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: dict[str, Any]) -> None:
        answer.messages.append(message)

    await app(scope_of(path, method, sized, **more), receive, send)
    return answer
