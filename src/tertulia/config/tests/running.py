"""Running `tertulia` in a process of its own, as an operator does."""

import os
import socket
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "tertulia.config.cli"]


class Instance:
    """A data folder and a database of one's own, and the command that works on them."""

    def __init__(self, folder: Path, database: str, **settings: str) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if "TERTULIA" not in name}
        self.environment = {
            **kept,
            "TERTULIA_DATA_DIR": str(folder),
            "TERTULIA_DATABASE_URL": database,
            "PYTHONPATH": os.pathsep.join(sys.path),
            **settings,
        }

    def run(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*COMMAND, *words],
            env=self.environment,
            cwd=self.folder.parent,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command that goes on; whoever calls ends it."""
        return subprocess.Popen(
            [*COMMAND, *words],
            env=self.environment,
            cwd=self.folder.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
