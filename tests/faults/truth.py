"""What the database holds, read past the product: by SQL of the test's own."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg


@dataclass(frozen=True)
class Row:
    """A post as it is stored."""

    id: int
    thread: int
    number: int
    source: str


class Truth:
    """Questions to the database at an address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite:")

    def rows(self, question: str, *values: Any) -> list[tuple]:
        """Return what a question finds; it marks its values by `%s`."""
        if not self.is_sqlite:
            with psycopg.connect(self.url) as connection:
                return connection.execute(question.encode(), values).fetchall()
        path = self.url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, timeout=20)) as kept:
            return kept.execute(question.replace("%s", "?"), values).fetchall()

    def number(self, question: str, *values: Any) -> int:
        """Return the one number that a question finds."""
        return self.rows(question, *values)[0][0]

    def posts(self, threads: Sequence[int]) -> list[Row]:
        """Return the posts of these threads by their id."""
        found: list[Row] = []
        for thread in threads:
            found += [
                Row(*row)
                for row in self.rows(
                    "SELECT id, thread_id, number, source FROM threads_post WHERE thread_id = %s",
                    thread,
                )
            ]
        return sorted(found, key=lambda row: row.id)

    def backends(self) -> list[int]:
        """Return the processes of PostgreSQL that serve this database to others."""
        question = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return [pid for (pid,) in self.rows(question)]


def faults_in(truth: Truth) -> list[str]:
    """Return a sentence for everything that contradicts itself in the database."""
    found = []
    for what, question in CONTRADICTIONS.items():
        rows = truth.rows(question)
        if rows:
            found.append(f"{what}: {rows[:5]}")
    if truth.is_sqlite and truth.rows("PRAGMA integrity_check") != [("ok",)]:
        found.append("the file is damaged")
    return found


CONTRADICTIONS = {
    "a post twice under one number": (
        "SELECT thread_id, number FROM threads_post GROUP BY thread_id, number HAVING count(*) > 1"
    ),
    "a thread that counts other posts than it has": (
        "SELECT t.id, t.post_count FROM threads_thread t WHERE t.post_count <>"
        " (SELECT count(*) FROM threads_post p WHERE p.thread_id = t.id AND NOT p.is_removed)"
    ),
    "a thread whose last number is not its last post's": (
        "SELECT t.id, t.last_number FROM threads_thread t WHERE t.last_number <>"
        " (SELECT max(number) FROM threads_post p WHERE p.thread_id = t.id)"
    ),
    "a thread that would give a number again": (
        "SELECT id FROM threads_thread WHERE next_number <= last_number"
    ),
    "a community that counts other threads than it has": (
        "SELECT c.id FROM communities_community c WHERE c.thread_count <>"
        " (SELECT count(*) FROM threads_thread t WHERE t.community_id = c.id AND NOT t.is_removed)"
    ),
    "a post that nobody was told of": (
        "SELECT p.id FROM threads_post p WHERE NOT EXISTS (SELECT 1 FROM activity_activity a"
        " WHERE a.post = p.id AND a.verb IN ('post.added', 'thread.started'))"
        " AND NOT EXISTS (SELECT 1 FROM activity_activity a"
        " WHERE a.thread = p.thread_id AND a.verb = 'thread.imported')"
    ),
    "a telling of a post that is not there": (
        "SELECT a.id FROM activity_activity a WHERE a.verb = 'post.added'"
        " AND NOT EXISTS (SELECT 1 FROM threads_post p WHERE p.id = a.post)"
    ),
    "a post told of twice": (
        "SELECT post FROM activity_activity WHERE verb IN ('post.added', 'thread.started')"
        " GROUP BY post HAVING count(*) > 1"
    ),
    "a post that cannot be found": (
        "SELECT p.id FROM threads_post p WHERE NOT p.is_removed"
        " AND NOT EXISTS (SELECT 1 FROM finding_entry e WHERE e.post_id = p.id)"
    ),
    "an entry in the index for no post": (
        "SELECT e.post_id FROM finding_entry e"
        " WHERE NOT EXISTS (SELECT 1 FROM threads_post p WHERE p.id = e.post_id)"
    ),
    "an answer kept for no request": "SELECT id FROM api_idempotentreply WHERE status = 0",
    "an errand given up": "SELECT id, name, last_error FROM jobs_errand WHERE state = 'dead'",
    "an errand twice": (
        "SELECT name, unique_key FROM jobs_errand WHERE unique_key IS NOT NULL"
        " GROUP BY name, unique_key HAVING count(*) > 1"
    ),
    "an errand under way without an end": (
        "SELECT id, name FROM jobs_errand WHERE state = 'running' AND lease_until IS NULL"
    ),
}
