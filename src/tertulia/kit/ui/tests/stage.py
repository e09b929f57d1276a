"""A small server that plays the other side, so that scripts are tested without any feature."""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.template import engines

from tertulia.kit.ui.sheets import JOINED, joined

STATIC = Path(__file__).parents[1] / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
ADA = SimpleNamespace(signed_in=True, handle="ada", name="Ada Obi", person_id=9)


def page(source: str, *, actor: Any = ADA, language: str = "en", **context: Any) -> str:
    """Render a template's source, or a template by name, as a signed-in person sees it."""
    env = engines["jinja"].env
    template = env.get_template(source) if source.endswith(".html") else env.from_string(source)
    request = SimpleNamespace(actor=actor, LANGUAGE_CODE=language)
    token = env.from_string('<input type="hidden" name="csrfmiddlewaretoken" value="token">')
    shown = {"request": request, "csrf_input": token.module, **context}
    return template.render(shown)


class Stage:
    """`pages` by address, `answers` by (method, address) as (status, body); `came` keeps all."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.answers: dict[tuple[str, str], Any] = {}
        self.came: list[tuple[str, str, str]] = []
        self.streams: list[tuple[dict[str, list[str]], queue.Queue]] = []
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.stage = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def tell(self, verb: str, number: int, /, **data: Any) -> None:
        """Send one frame down every open stream."""
        frame = f"id: {number}\nevent: {verb}\ndata: {json.dumps(data)}\n\n"
        for _query, frames in self.streams:
            frames.put(frame)

    def cut(self) -> None:
        """End every open stream."""
        for _query, frames in self.streams:
            frames.put(None)
        self.streams.clear()

    def bodies(self, method: str, address: str) -> list[Any]:
        """Return the JSON bodies that came there, in order."""
        return [json.loads(body) for m, a, body in self.came if (m, a) == (method, address)]

    def close(self) -> None:
        self.cut()
        self.server.shutdown()
        self.server.server_close()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    stage: Stage


class Handler(BaseHTTPRequestHandler):
    """What a browser asks, answered from the stage that stands behind the server."""

    server: "Server"

    def do_GET(self) -> None:  # noqa: N802
        path = urlsplit(self.path).path
        if path == "/live":
            return self._live()
        if path == f"/static/{JOINED}":
            return self._send(200, "text/css", joined().encode())
        file = STATIC / path.removeprefix("/static/")
        if path.startswith("/static/") and file.is_file():
            kind = TYPES.get(file.suffix, "font/woff2")
            return self._send(200, kind, file.read_bytes())
        html = self.server.stage.pages.get(path)
        return self._send(200 if html else 404, "text/html", (html or "").encode())

    def _live(self) -> None:
        frames: queue.Queue = queue.Queue()
        self.server.stage.streams.append((parse_qs(urlsplit(self.path).query), frames))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.flush()
        try:
            while (frame := frames.get()) is not None:
                self.wfile.write(frame.encode())
                self.wfile.flush()
        except OSError:
            pass  # the browser went away

    def _write(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.stage.came.append((self.command, self.path, body))
        answer = self.server.stage.answers.get((self.command, self.path), (204, ""))
        status, out = answer(json.loads(body)) if callable(answer) else answer
        kind = "text/html" if isinstance(out, str) else "application/json"
        text = out if isinstance(out, str) else json.dumps(out)
        self._send(status, kind, text.encode())

    do_PUT = do_POST = _write  # noqa: N815

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_parts: Any) -> None:
        """Stay silent."""
