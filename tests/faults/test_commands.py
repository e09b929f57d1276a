"""`kill -9` during what takes long at the command line: an import, and a change of the database."""

import hashlib
import json
import os
import random
import signal
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.truth import Truth, faults_in
from tests.serving.conftest import make_instance
from tests.serving.instance import Instance
from tests.serving.processes import Process

pytestmark = pytest.mark.faults
ROUNDS = int(os.environ.get("TERTULIA_FAULT_ROUNDS", "20"))
THREADS = 150
POSTS = 12
KILLS = 4 if ROUNDS >= 10 else 2
WAIT_SECONDS = 60


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Instance]:
    """An instance with one community and nothing in it."""
    made = make_instance(tmp_path / "place")
    made.command("community", "create", "--slug", "bakers", "--name", "Bakers")
    yield made
    made.end()


def written(folder: Path) -> tuple[Path, dict[str, str]]:
    """Write a file to import, and return it with the source of each post by its key."""
    path, sources = folder / "forum.jsonl", {}
    with path.open("w") as file:
        for thread in range(THREADS):
            for number in range(1, POSTS + 1):
                key = f"{thread}-{number}"
                sources[key] = f"Post {key}: *flour*, water\nand `{'salt ' * (number % 7)}`"
                kind = {"kind": "topic", "title": f"Thread {thread}"} if number == 1 else {}
                row = {"kind": "reply", "id": key, "thread": str(thread), "pos": number, **kind}
                row |= {"author": f"baker{number}", "created": f"2019-01-01T00:{number:02}:00Z"}
                file.write(json.dumps({**row, "text": sources[key]}) + "\n")
    return path, sources


def test_an_import_goes_on_where_it_was_killed(place: Instance) -> None:
    path, sources = written(place.folder)
    truth = Truth(place.database_url)
    words = ("import", "jsonl", str(path), "--community", "bakers")
    for part in range(KILLS):
        some = THREADS * POSTS * part // KILLS + random.randrange(1, 200)
        killed = place.run(*words)
        kill_when(killed, lambda some=some: imported(truth) >= some)
        assert not faults_in(truth)
    assert 0 < imported(truth) <= len(sources)
    place.command(*words)
    assert digest(stored(truth)) == digest(sources)
    assert not faults_in(truth)
    place.command(*words)
    assert digest(stored(truth)) == digest(sources)
    assert json.loads(place.command("check", "--repair", "--json")) == {"repaired": {}}


def imported(truth: Truth) -> int:
    return truth.number("SELECT count(*) FROM threads_post")


def stored(truth: Truth) -> dict[str, str]:
    """Return the source of each imported post by its key; a post twice fails."""
    rows = truth.rows(
        "SELECT r.key, p.source FROM threads_foreignrecord r"
        " JOIN threads_post p ON p.id = r.post_id"
    )
    assert len(rows) == len(dict(rows)) == imported(truth)
    return dict(rows)


def digest(sources: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(sources, sort_keys=True).encode()).hexdigest()


def test_a_change_of_the_database_that_was_killed(place: Instance) -> None:
    """Killed while the backup is written or the tables change: no half backup, nothing lost."""
    path, sources = written(place.folder)
    place.command("import", "jsonl", str(path), "--community", "bakers")
    truth = Truth(place.database_url)
    backups = Path(place.environment["TERTULIA_DATA_DIR"]) / "backups"
    place.module("django", "migrate", "api", "zero", "-v", "0")
    for part in range(KILLS):
        begun = set(files_in(backups))
        killed = place.run("migrate")
        kill_when(killed, lambda begun=begun: set(files_in(backups)) - begun, 0.01 * part)
        assert digest(stored(truth)) == digest(sources)
        for archive in backups.glob("*.tar.gz"):
            assert is_whole(archive), archive
    place.command("migrate")
    assert digest(stored(truth)) == digest(sources)
    assert not faults_in(truth)
    left = [name for name in files_in(backups) if name.startswith(".")]
    assert not left, "what a killed backup had begun takes room, and holds everything"


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def is_whole(archive: Path) -> bool:
    """Read a backup to its end, and hold its members against what it says of them."""
    with tarfile.open(archive) as tar:
        read = {
            member.name: hashlib.sha256(file.read()).hexdigest()
            for member in tar
            if (file := tar.extractfile(member))
        }
        tar_manifest = tar.extractfile("manifest.json")
        assert tar_manifest is not None
        manifest = json.loads(tar_manifest.read())
    return all(read[name] == told["sha256"] for name, told in manifest["members"].items())


def kill_when(process: Process, holds: Callable[[], object], seconds: float = 0.0) -> None:
    """Kill a process a while after something has come true; fail if it ends before in an error."""
    deadline = time.monotonic() + WAIT_SECONDS
    while process.running and not holds():
        assert time.monotonic() < deadline, process.said()
        time.sleep(0.002)
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(process.popen.pid, signal.SIGKILL)
    assert process.popen.wait() in (0, -signal.SIGKILL), process.said()
