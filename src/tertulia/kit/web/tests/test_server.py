"""The whole of it behind a real socket: what only a server and a network can show."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tertulia.kit.web.tests import pages

SOURCES = Path(__file__).resolve().parents[4]


class Served:
    """A running process and how to reach it."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "tertulia.kit.web.tests.serving", str(self.port)]
        environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        deadline = time.monotonic() + 15
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                if self.get("/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start: {self.process.communicate()}")

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)

    def get(self, path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path)
        return connection.getresponse()

    def listen(self) -> socket.socket:
        listening = self.connect()
        listening.sendall(b"GET /live?channels=thread-1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        read_until(listening, b"event: tick")
        return listening

    def streams(self) -> int:
        text = self.get("/metrics").read().decode()
        return int(text.split("\ntertulia_live_streams ")[1].split("\n")[0])

    def stop(self) -> tuple[float, str, str]:
        """Tell it to stop; return the seconds it took and what it wrote."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        output, errors = self.process.communicate(timeout=15)
        return time.monotonic() - began, output.decode(), errors.decode()


def read_until(connection: socket.socket, mark: bytes) -> bytes:
    read = b""
    while mark not in read:
        piece = connection.recv(65536)
        assert piece, read
        read += piece
    return read


@pytest.fixture
def served() -> Iterator[Served]:
    process = Served()
    yield process
    if process.process.poll() is None:
        process.process.kill()
        process.process.communicate()


def test_a_connection_serves_many_requests_of_every_kind(served):
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
    for method, path, body, status in (
        ("GET", "/echo?a=1", None, 200),
        ("HEAD", "/long", None, 200),
        ("POST", "/echo", b"x" * 150_000, 200),
        ("GET", "/pieces", None, 200),
        ("HEAD", "/pieces", None, 200),
        ("GET", "/empty?status=204", None, 204),
        ("GET", "/empty?status=304", None, 304),
        ("GET", "/breaks", None, 500),
        ("GET", "/file", None, 200),
        ("POST", "/echo", iter([b"a=", b"1"]), 200),
        ("GET", "/%ff%00", None, 404),
    ):
        connection.request(method, path, body)
        answer = connection.getresponse()
        read = answer.read()
        assert answer.status == status, path
        assert bool(read) is (method != "HEAD" and status not in (204, 304)), path
    connection.request("GET", "/long", headers={"Accept-Encoding": "gzip"})
    assert len(connection.getresponse().read()) < len(pages.LONG) / 4


def test_too_large_a_body_is_refused_over_the_wire(served):
    with served.connect() as connection:
        connection.sendall(
            b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999\r\n\r\nab"
        )
        assert read_until(connection, b"\r\n\r\n").startswith(b"HTTP/1.1 413 ")


def test_readers_who_vanish_are_forgotten(served):
    listening = [served.listen() for _ in range(20)]
    assert served.streams() == 20
    for connection in listening:
        connection.close()
    deadline = time.monotonic() + 3
    while served.streams() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert served.streams() == 0


def test_open_streams_do_not_hold_up_the_end(served):
    listening = [served.listen() for _ in range(10)]
    _seconds, output, errors = served.stop()
    assert "graceful shutdown exceeded" not in errors
    assert output == "stopped\n"
    for connection in listening:
        read_until(connection, b"0\r\n\r\n")  # ended in order, not cut off
        connection.close()
    assert "Traceback" not in errors
    assert served.process.returncode in (0, -signal.SIGTERM)


def test_each_request_leaves_one_line(served):
    for number in range(20):
        served.get(f"/absent/{number}").read()
    _seconds, _output, errors = served.stop()
    lines = [json.loads(line) for line in errors.splitlines()]
    requests = [one for one in lines if one["event"] == "request"]
    absent = [one["path"] for one in requests if one["status"] == 404]
    assert absent == [f"/absent/{number}" for number in range(20)]
    assert len({one["request"] for one in requests}) == len(requests)
