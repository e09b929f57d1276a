"""`tertulia serve`: from an empty folder to a page, and to its end with streams open."""

import http.client
import signal
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
        second = here.run("serve", "--port", str(port))
        assert second.returncode == 1
        assert f"Port {port} on 127.0.0.1 is in use" in second.stderr
        refused = here.run("restore", str(_backup(here)), "--replace")
        assert "stop it first" in refused.stderr
        streams = [get(port, "/live?channels=community-1") for _ in range(4)]
        assert [stream.status for stream in streams] == [200] * 4
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - began < 4
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert "Tertulia is at http://127.0.0.1:" in process.stderr.read()


def _backup(here: Instance) -> Path:
    path = here.folder.parent / "kept.tar"
    done = here.run("backup", str(path))
    assert done.returncode == 0, done.stderr
    return path
