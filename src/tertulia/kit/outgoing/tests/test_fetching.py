"""Fetching is bounded, follows nobody inside, and asks only the address that was checked."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tertulia.kit.outgoing import NotFetched, fetch
from tertulia.kit.outgoing.addresses import Target

PUBLIC = "93.184.215.14"


class Host(BaseHTTPRequestHandler):
    """A host of many sorts of answers; it notes what it was asked."""

    asked: list[tuple[str, dict[str, str]]] = []

    def do_GET(self) -> None:
        type(self).asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        name = self.path.strip("/").partition("?")[0]
        getattr(self, f"answer_{name}", self.answer_page)()

    def tell(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_page(self) -> None:
        self.tell(b"<title>Hi</title>", Content_Type="text/html", Set_Cookie="a=b")

    def answer_large(self) -> None:
        self.tell(b"x" * 3000)

    def answer_bomb(self) -> None:
        self.tell(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")

    def answer_packed(self) -> None:
        self.tell(gzip.compress(b"unpacked"), Content_Encoding="gzip")

    def answer_odd(self) -> None:
        self.tell(b"x", Content_Encoding="br")

    def answer_absent(self) -> None:
        self.tell(b"", 404)

    def answer_loop(self) -> None:
        self.tell(b"", 302, Location="/loop")

    def answer_on(self) -> None:
        self.tell(b"", 301, Location="/page?next")

    def answer_inside(self) -> None:
        self.tell(b"", 302, Location="http://127.0.0.1/admin")

    def answer_metadata(self) -> None:
        self.tell(b"", 307, Location="http://[::ffff:169.254.169.254]/latest")

    def answer_local(self) -> None:
        self.tell(b"", 302, Location="file:///etc/passwd")

    def answer_rebound(self) -> None:
        self.tell(b"", 302, Location="http://rebinding.example/page")

    def answer_slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def answer_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(60):
            self.wfile.write(b"X-%d: y\r\n" % number)
            time.sleep(0.1)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def host() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


class World:
    """A resolver that knows some names, and connections that end at the test's own host."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reached: list[str] = []
        self.answers = {"example.org": [PUBLIC], "inside.example": ["10.0.0.7"]}
        self.lookups = 0

    def resolve(self, name: str, port: int) -> list[str]:
        self.lookups += 1
        if name == "rebinding.example":  # public when it is looked at, inside when it is used
            return [PUBLIC] if self.lookups == 1 else ["127.0.0.1"]
        return self.answers[name]

    def connect(self, target: Target, patience: float) -> socket.socket:
        self.reached.append(target.address)
        return socket.create_connection(("127.0.0.1", self.port), timeout=patience)

    def get(self, url: str, **how):
        Host.asked.clear()
        return fetch(url, resolve=self.resolve, connect=self.connect, **how)


@pytest.fixture
def world(host: int) -> World:
    return World(host)


def test_a_page_comes_with_its_type_and_nothing_is_told_about_us(world: World) -> None:
    got = world.get("http://example.org/page?x=1")
    assert (got.url, got.content_type, got.body) == (
        "http://example.org/page?x=1",
        "text/html",
        b"<title>Hi</title>",
    )
    world.get("http://example.org/page")
    ((path, told),) = Host.asked
    assert path == "/page"
    assert told["host"] == "example.org"
    assert told["user-agent"].startswith("Tertulia/")
    assert set(told) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_each_step_on_is_looked_at(world: World) -> None:
    assert world.get("http://example.org/on").url == "http://example.org/page?next"
    assert world.reached == [PUBLIC, PUBLIC]
    for path in ("inside", "metadata", "local", "loop"):
        world.reached.clear()
        with pytest.raises(NotFetched):
            world.get(f"http://example.org/{path}")
        assert set(world.reached) == {PUBLIC}


def test_a_name_that_changes_its_mind_is_reached_where_it_was_checked(world: World) -> None:
    world.get("http://rebinding.example/page")
    assert (world.lookups, world.reached) == (1, [PUBLIC])
    world.lookups, world.reached = 1, []
    with pytest.raises(NotFetched, match="public"):
        world.get("http://example.org/rebound")
    assert world.reached == [PUBLIC]


def test_a_name_that_leads_inside_is_never_connected_to(world: World) -> None:
    with pytest.raises(NotFetched):
        world.get("http://inside.example/")
    assert not world.reached


def test_what_is_too_much_is_refused_or_cut(world: World) -> None:
    with pytest.raises(NotFetched, match="large"):
        world.get("http://example.org/large", max_bytes=1000)
    assert world.get("http://example.org/large", max_bytes=1000, cut=True).body == b"x" * 1000
    with pytest.raises(NotFetched, match="large"):
        world.get("http://example.org/bomb", max_bytes=100_000)
    assert world.get("http://example.org/packed").body == b"unpacked"
    with pytest.raises(NotFetched, match="packed"):
        world.get("http://example.org/odd")


def test_what_takes_too_long_is_given_up(world: World) -> None:
    for path in ("slow", "headers"):
        began = time.monotonic()
        with pytest.raises(NotFetched):
            world.get(f"http://example.org/{path}", seconds=0.5)
        assert time.monotonic() - began < 5  # the shorter of the two goes on for six


def test_what_is_not_there_is_not_fetched(world: World) -> None:
    with pytest.raises(NotFetched, match="404"):
        world.get("http://example.org/absent")


def test_a_host_of_this_machine_is_refused_for_real(host: int) -> None:
    """Without anything in its place: the system's own resolver, and a host that does listen."""
    Host.asked.clear()
    for name in ("127.0.0.1", "localhost", "[::1]", "2130706433"):
        for port in ("", f":{host}"):
            with pytest.raises(NotFetched):
                fetch(f"http://{name}{port}/page")
    assert not Host.asked
