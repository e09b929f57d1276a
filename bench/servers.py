"""Servers under measurement: one process on one core, everything else on the other."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1


def pin(core: int) -> None:
    """Keep this process on one core, where the machine has more than one."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {core})


@contextmanager
def running(command: list[str], environment: dict[str, str], path: str) -> Iterator[int]:
    """Run a server on a free port of 127.0.0.1 (`{port}` in `command`); yield the port."""
    port = _free_port()
    filled = [part.format(port=port) for part in command]
    process = subprocess.Popen(
        filled,
        env={**os.environ, **environment},
        preexec_fn=lambda: pin(SERVER_CORE),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _wait(process, port, path)
        running.process = process  # type: ignore[attr-defined]
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def tertulia(folder: Path, **more: str):
    """Return Tertulia, serving the data in `folder`."""
    command = [str(Path(sys.executable).with_name("tertulia")), "serve", "--port", "{port}"]
    environment = {"TERTULIA_DATA_DIR": str(folder), "TERTULIA_LIMITS": "off", **more}
    return running(command, {"TERTULIA_LOG_LEVEL": "WARNING", **environment}, "/healthz")


def ruler(name: str, page: Path, database: Path):
    """Return one of the rulers, on the same server software."""
    command = [sys.executable, "-m", "uvicorn", f"bench.rulers:{name}", "--port", "{port}"]
    command += ["--no-access-log", "--log-level", "error", "--lifespan", "off"]
    return running(command, {"BENCH_PAGE": str(page), "BENCH_DATABASE": str(database)}, "")


def resident(process: subprocess.Popen) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen, port: int, path: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            message = process.stderr.read().decode() if process.stderr else ""
            raise SystemExit(f"The server did not start: {message[-2000:]}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as one:
                if not path:
                    return
                one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
                if one.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit("The server did not answer within a minute.")
