"""What a worker leaves behind when it dies, and how a living one ends."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

from tertulia.kit.jobs.tests.worker_process import LEASE


def words(journal: Path) -> list[str]:
    return (
        [line.split()[0] for line in journal.read_text().splitlines()] if journal.exists() else []
    )


def wait_for(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_an_errand_whose_worker_was_killed_runs_again_after_its_lease(worker_process, tmp_path):
    journal = tmp_path / "journal"
    assert worker_process("promise", journal).wait() == 0
    first = worker_process("work", journal)
    wait_for(lambda: words(journal) == ["taken"])
    first.send_signal(signal.SIGKILL)
    first.wait()

    second = worker_process("work", journal)
    wait_for(lambda: words(journal) == ["taken", "taken", "done"])
    taken = [float(line.split()[1]) for line in journal.read_text().splitlines()]
    assert taken[1] - taken[0] >= LEASE.total_seconds() - 0.1, "ran while the lease was held"

    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=10) == 0
    assert words(journal) == ["taken", "taken", "done"]


def test_a_promise_is_kept_without_its_wake(worker_process, tmp_path):
    journal = tmp_path / "journal"
    journal.touch()  # so that the errand does not hang
    assert worker_process("promise", journal).wait() == 0
    for queue in tmp_path.glob("jobs.sqlite3*"):
        queue.unlink()
    worker_process("work", journal)
    wait_for(lambda: words(journal) == ["taken", "done"], seconds=30)
