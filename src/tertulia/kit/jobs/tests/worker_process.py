"""A worker in a process of its own, for tests that kill it.

`python -m tertulia.kit.jobs.tests.worker_process promise|work JOURNAL` writes one errand, or runs
what is owed. The errand writes a line to JOURNAL when it is taken and one when it is done; the
first to run it hangs in between.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

import django

LEASE = timedelta(seconds=1)


def main(order: str, journal: Path) -> None:
    django.setup()
    from django.db import transaction

    from tertulia.kit.jobs import engine, outbox
    from tertulia.kit.jobs.registry import job

    @job("tests.journal", lease=LEASE)
    def write_journal(path: str) -> None:
        first = not Path(path).exists()
        note(path, "taken")
        if first:
            time.sleep(60)
        note(path, "done")

    outbox.WAKE_GRACE = timedelta(seconds=1)
    if order == "promise":
        with transaction.atomic():
            outbox.enqueue(write_journal, path=str(journal))
    else:
        engine.run_forever()


def note(path: str, word: str) -> None:
    with open(path, "a") as journal:
        journal.write(f"{word} {time.time()}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
