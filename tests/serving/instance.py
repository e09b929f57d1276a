"""An instance of one's own: data folder, database, settings, and the processes that serve it."""

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.serving.processes import SOURCES, Process, Server, free_ports

TERTULIA = "tertulia.config.cli"
COMMAND_SECONDS = 120


@dataclass(frozen=True)
class Someone:
    """A person of the instance who is signed in and has a token for programs."""

    id: int
    email: str
    handle: str
    session: str
    token: str


@dataclass(frozen=True)
class Place:
    """A community with a few threads."""

    id: int
    slug: str
    threads: list[int]


@dataclass(frozen=True)
class Founded:
    """What `founding.py` has put into an instance."""

    people: list[Someone]
    commons: Place
    cellar: Place
    password: str


class Instance:
    """A place that a test owns. `settings` are those of the operator, without their prefix."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.folder = folder
        self.database_url = database_url
        self.port, self.second_port = free_ports(2)
        self.environment = _environment(folder, database_url, settings)
        self._processes: list[Process] = []

    def serve(self, command: str = "serve", *options: str, module: str = TERTULIA) -> Server:
        """Start a server on the instance's port, and return it when it listens."""
        server = self.start(command, *options, module=module)
        server.wait_until_ready()
        return server

    def start(
        self, command: str = "serve", *options: str, module: str = TERTULIA, port: int = 0
    ) -> Server:
        """Start a server without waiting for it."""
        words = [module, command, *options]
        server = Server(words, self.environment, self._log(command), port or self.port)
        self._processes.append(server)
        return server

    def run(self, *words: str) -> Process:
        """Start a command that goes on beside the test."""
        process = Process([TERTULIA, *words], self.environment, self._log(words[0]))
        self._processes.append(process)
        return process

    def command(self, *words: str, fails: bool = False) -> str:
        """Run a command to its end and return what it printed."""
        return self._done([TERTULIA, *words], fails)

    def found(self, people: int = 16, threads: int = 4) -> Founded:
        """Put people, communities and threads into the instance."""
        said = self.module("tests.serving.founding", str(people), str(threads))
        told: dict[str, Any] = json.loads(said.splitlines()[-1])
        return Founded(
            people=[Someone(**one) for one in told["people"]],
            commons=Place(**told["commons"]),
            cellar=Place(**told["cellar"]),
            password=told["password"],
        )

    def module(self, *words: str) -> str:
        """Run a module, of these tests or Django, within the instance."""
        return self._done(list(words), fails=False)

    def end(self) -> None:
        """Kill everything that was started."""
        for process in self._processes:
            process.kill()

    def _done(self, words: list[str], fails: bool) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        if bool(done.returncode) != fails:
            raise RuntimeError(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def _log(self, command: str) -> Path:
        return self.folder / f"{command}-{uuid.uuid4().hex[:8]}.log"


def _environment(folder: Path, database_url: str, settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TERTULIA_")}
    named = {f"TERTULIA_{name.upper()}": value for name, value in settings.items()}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(SOURCES / "src"), str(SOURCES)]),
        "DJANGO_SETTINGS_MODULE": "tertulia.config.settings",
        "TERTULIA_DATA_DIR": str(folder / "data"),
        "TERTULIA_DATABASE_URL": database_url,
        "TERTULIA_LIMITS": "off",
        "TERTULIA_LOG_FORMAT": "json",
        "TERTULIA_LOG_LEVEL": "WARNING",
        **named,
    }
