"""Processes of Tertulia that a test starts, and that never outlive it."""

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 15
# Below the ports that the kernel gives to clients: none of ours may hold one that is wanted again.
PORTS = range(8100, 9000)


def free_ports(number: int) -> list[int]:
    """Return ports of this machine on which nobody listens."""
    found: list[int] = []
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == number:
            return found
    raise RuntimeError(f"every port of {PORTS} is taken")


class Process:
    """One `tertulia` command in a group of its own; what it says is kept in `log`.

    It is killed with its parent, and `kill` ends whatever it has started as well.
    """

    def __init__(self, words: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        self.left: list[int] = []
        with log.open("ab") as out:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", *words],
                env=environment,
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    @property
    def running(self) -> bool:
        return self.popen.poll() is None

    def kill(self) -> None:
        """End the process and its children without a word, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def terminate(self) -> float:
        """Ask it to end, and return the seconds it took; its exit code is in `popen`.

        `left` is then what of its group still ran a second later, and had to be killed.
        """
        began = time.monotonic()
        self.popen.send_signal(signal.SIGTERM)
        try:
            self.popen.wait(STOP_SECONDS)
            took = time.monotonic() - began
            while (left := list(self.family())) and time.monotonic() < began + took + 1:
                time.sleep(0.02)
            self.left = left
        finally:
            self.kill()
        return took

    def said(self) -> str:
        """Return what it has written so far."""
        return self.log.read_text(errors="replace")

    def family(self) -> Iterator[int]:
        """Yield the ids of the processes in its group that run."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    _name, _paren, fields = (entry / "stat").read_text().rpartition(")")
                    state, _parent, group = fields.split()[:3]
                    if int(group) == self.popen.pid and state != "Z":
                        yield int(entry.name)

    def resident_bytes(self) -> int:
        """Return the memory that the whole group holds."""
        return sum(resident(pid) for pid in self.family())


class Server(Process):
    """A process that answers on `port` once `wait_until_ready` has returned."""

    def __init__(self, words: list[str], environment: dict[str, str], log: Path, port: int) -> None:
        self.port = port
        self.began = time.monotonic()
        where = ["--host", "127.0.0.1", "--port", str(port)]
        super().__init__([*words, *where], environment, log)

    def wait_until_ready(self) -> float:
        """Return the seconds from its start until it listened."""
        while time.monotonic() < self.began + START_SECONDS and self.running:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return time.monotonic() - self.began
            time.sleep(0.02)
        raise RuntimeError(f"the server did not start: {self.said()[-4000:]}")


def resident(pid: int) -> int:
    """Return the bytes of memory that a process holds; 0 when it has gone."""
    with suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def _end_with_parent() -> None:
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
