"""The tests' own PostgreSQL: it starts, keeps what it is given, and leaves nothing running."""

import os
import shutil
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from tests.databases import prepare_environment
from tests.postgres import PostgresServer, create_database

STARTS_AND_WAITS = """
import time
from tests.postgres import PostgresServer
server = PostgresServer()
print(server._process.pid, server.folder, flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_a_durable_server_waits_for_the_disk() -> None:
    server = PostgresServer(durable=True)
    try:
        url = create_database(server.url(), "kept")
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("kept",)
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)
    finally:
        server.stop()
    assert not server.folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="needs the kernel to end it with its parent")
def test_a_server_ends_when_its_run_is_killed() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", STARTS_AND_WAITS], stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    pid, folder = run.stdout.readline().split()
    assert is_running(int(pid))
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    deadline = time.monotonic() + 10
    while is_running(int(pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(int(pid))
    shutil.rmtree(folder)


def test_an_unknown_database_is_refused() -> None:
    environment = {"TERTULIA_TEST_DATABASE": "oracle", "TERTULIA_DEBUG": "1"}
    with pytest.raises(RuntimeError, match="can be sqlite or postgres"):
        prepare_environment(environment)


def test_settings_of_the_operator_do_not_reach_the_tests() -> None:
    environment = {"TERTULIA_DEBUG": "1", "TERTULIA_TEST_DATA": "kept"}
    prepare_environment(environment)
    assert "TERTULIA_DEBUG" not in environment
    assert environment["TERTULIA_TEST_DATA"] == "kept"
    assert environment["TERTULIA_DATA_DIR"] != os.environ["TERTULIA_DATA_DIR"]
