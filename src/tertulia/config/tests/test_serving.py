"""`tertulia serve`: from an empty folder to a page, and to its end with streams open."""

import http.client
import signal
import socket
import time
from pathlib import Path

import pytest

from tertulia.config.tests.running import Instance, free_port


def wait_for(port: int, process) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stderr.read()
        try:
            if get(port, "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("it did not start")


def get(port: int, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    return connection.getresponse()


@pytest.mark.parametrize("workers", [1, 2])
def test_it_serves_and_ends(tmp_path: Path, empty_database: str, workers: int) -> None:
    port = free_port()
    here = Instance(tmp_path / "data", empty_database)
    made = here.run("community", "create", "--slug", "bakers", "--name", "Bakers")
    assert made.returncode == 0, made.stderr
    process = here.start("serve", "--port", str(port), "--workers", str(workers))
    try:
        wait_for(port, process)
        page = get(port, "/c/bakers")
        assert page.status == 200
        assert b"Bakers" in page.read()
        streams = [get(port, "/live?channels=community-1") for _ in range(4)]
        assert [stream.status for stream in streams] == [200] * 4
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    said = process.stderr.read()
    assert "Tertulia is at http://127.0.0.1:" in said
    # The streams ended by themselves; uvicorn did not have to cut them off.
    assert "graceful shutdown exceeded" not in said


def test_a_port_that_is_taken_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        here = Instance(tmp_path / "data", "")
        ended = here.run("serve", "--port", str(port))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Port {port} on 127.0.0.1 is in use")
    assert len(ended.stderr.splitlines()) == 1
    assert not here.folder.exists()
