import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tertulia.kit.jobs import registry, wakes

Start = Callable[..., subprocess.Popen]


@pytest.fixture
def own_jobs(monkeypatch) -> None:
    """A registry that knows no job but the test's own."""
    monkeypatch.setattr(registry, "_jobs", {})


@pytest.fixture
def clock(time_machine):
    """The time, which stands still until it is shifted."""
    time_machine.move_to("2030-01-01T12:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def own_queue(settings, tmp_path) -> Iterator[None]:
    """A wake queue in a folder of the test's own."""
    settings.DATA_DIR = tmp_path
    wakes.queue.cache_clear()
    yield
    wakes.queue.cache_clear()


@pytest.fixture
def database_of_processes(transactional_db, tmp_path) -> dict[str, str]:
    """Environment under which another process uses a database that this test may fill."""
    environment = {**os.environ, "TERTULIA_DATA_DIR": str(tmp_path)}
    if connection.vendor == "postgresql":
        url = urlsplit(environment["TERTULIA_DATABASE_URL"])
        name = f"/{connection.settings_dict['NAME']}"
        environment["TERTULIA_DATABASE_URL"] = url._replace(path=name).geturl()
    else:
        environment["TERTULIA_DATABASE_URL"] = f"sqlite:///{tmp_path}/errands.sqlite3"
        migrate = [sys.executable, "-m", "django", "migrate", "jobs", "-v0", "--skip-checks"]
        subprocess.run(migrate, env=environment, check=True)
    return environment


@pytest.fixture
def worker_process(database_of_processes) -> Iterator[Start]:
    """Start `worker_process` with an order and a journal; killed at the end of the test."""
    started: list[subprocess.Popen] = []

    def start(order: str, journal: Path) -> subprocess.Popen:
        module = "tertulia.kit.jobs.tests.worker_process"
        command = [sys.executable, "-m", module, order, str(journal)]
        started.append(subprocess.Popen(command, env=database_of_processes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
