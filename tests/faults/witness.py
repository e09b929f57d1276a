"""`python -m tests.faults.witness serve ...`: Tertulia, and a note of how each connection writes.

What it notes goes to the file that `WITNESS` names: a line of JSON for each thread that asks its
database something, and for each that changes something, with what the database then says of itself.
"""

import json
import os
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

CHANGES = ("INSERT", "UPDATE", "DELETE")
QUESTIONS = {
    "sqlite": ("PRAGMA synchronous", "PRAGMA journal_mode"),
    "postgresql": ("SHOW fsync", "SHOW synchronous_commit", "SHOW full_page_writes"),
}


class Witness:
    """Stands beside one connection and notes the first question and the first change."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.noted: set[tuple[str, bool]] = set()

    def __call__(
        self, execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        result = execute(sql, params, many, context)
        changes = str(sql).lstrip().upper().startswith(CHANGES)
        thread = threading.current_thread().name
        if (thread, changes) not in self.noted:
            self.noted.add((thread, changes))
            self.note(thread, changes)
        return result

    def note(self, thread: str, changes: bool) -> None:
        said = {}
        with closing(self.connection.connection.cursor()) as cursor:
            for question in QUESTIONS[self.connection.vendor]:
                cursor.execute(question)
                said[question] = str(cursor.fetchone()[0])
        line = json.dumps({"thread": thread, "changes": changes, "said": said}) + "\n"
        with Path(os.environ["WITNESS"]).open("a") as file:
            file.write(line)


def main() -> None:
    """Run the command with a witness beside every connection of every thread."""
    from django.db.backends.signals import connection_created

    from tertulia.config.cli import main as tertulia

    def stand_beside(sender: Any, connection: Any, **rest: Any) -> None:
        connection.execute_wrappers.append(Witness(connection))

    connection_created.connect(stand_beside, weak=False)
    tertulia()


if __name__ == "__main__":
    main()
