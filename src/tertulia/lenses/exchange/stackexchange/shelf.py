"""What a dump keeps in many files, laid together by thread, on disk for as long as one run."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tertulia.lenses.exchange.stackexchange.xml import Given

_TABLES = """
CREATE TABLE post (id INTEGER PRIMARY KEY, thread INTEGER, created TEXT, row TEXT);
CREATE TABLE comment (id INTEGER PRIMARY KEY, post INTEGER, created TEXT, row TEXT);
CREATE TABLE history (id INTEGER PRIMARY KEY, post INTEGER, created TEXT, row TEXT);
CREATE TABLE link (id INTEGER PRIMARY KEY, post INTEGER, related INTEGER, row TEXT);
CREATE TABLE voted (id INTEGER PRIMARY KEY, post INTEGER, type TEXT, day TEXT);
CREATE TABLE vote (post INTEGER, type TEXT, number INTEGER, first TEXT, PRIMARY KEY (post, type));
CREATE TABLE tag (post INTEGER PRIMARY KEY, wiki INTEGER, name TEXT);
"""
_FINISH = """
INSERT INTO vote SELECT post, type, count(*), min(day) FROM voted GROUP BY post, type;
CREATE INDEX post_thread ON post (thread);
CREATE INDEX comment_post ON comment (post);
CREATE INDEX history_post ON history (post);
CREATE INDEX link_post ON link (post);
"""
_PUT = {
    "post": "INSERT OR IGNORE INTO post VALUES (?, ?, ?, ?)",
    "comment": "INSERT OR IGNORE INTO comment VALUES (?, ?, ?, ?)",
    "history": "INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?)",
    "link": "INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?)",
    "voted": "INSERT OR IGNORE INTO voted VALUES (?, ?, ?, ?)",
    "tag": "INSERT OR IGNORE INTO tag VALUES (?, ?, ?)",
}
_AT_ONCE = 1_000


@dataclass(slots=True)
class Held:
    """A post and what the other files say of it. `votes`: how many of each type."""

    row: Given
    comments: list[Given] = field(default_factory=list)
    history: list[Given] = field(default_factory=list)
    links: list[Given] = field(default_factory=list)
    votes: dict[str, int] = field(default_factory=dict)
    accepted_at: str = ""


class Shelf:
    """Rows put in as their files have them, and taken out thread by thread."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "dump.sqlite3", isolation_level=None)
        # It is thrown away with the run: nothing has to survive.
        self._base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        self._base.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def put(self, table: str, rows: Iterable[tuple]) -> int:
        """Put rows into a table; return how many were not, having the id of one that was."""
        left, twice = iter(rows), 0
        while some := list(islice(left, _AT_ONCE)):
            self._base.execute("BEGIN")
            twice += len(some) - self._base.executemany(_PUT[table], some).rowcount
            self._base.execute("COMMIT")
        return twice

    def finish(self) -> None:
        """Make ready to take out."""
        self._base.executescript(_FINISH)

    def wiki_of(self, post: int) -> int | None:
        """Return the text that the short text `post` about a tag belongs to."""
        found = self._base.execute("SELECT wiki FROM tag WHERE post = ?", (post,)).fetchone()
        return found[0] if found else None

    def tag_about(self, post: int) -> str:
        """Return the tag that a post is about; empty for none."""
        found = self._base.execute(
            "SELECT name FROM tag WHERE post = ? OR wiki = ?", (post, post)
        ).fetchone()
        return found[0] if found else ""

    def count(self) -> int:
        """Return how many posts and comments there are."""
        counts = "SELECT (SELECT count(*) FROM post) + (SELECT count(*) FROM comment)"
        return int(self._base.execute(counts).fetchone()[0])

    def threads(self) -> Iterator[list[Held]]:
        """Yield the posts of each thread, the oldest thread first."""
        for (thread,) in self._base.execute("SELECT DISTINCT thread FROM post ORDER BY thread"):
            posts = "SELECT id, row FROM post WHERE thread = ? ORDER BY created, id"
            yield [self._held(*found) for found in self._base.execute(posts, (thread,))]

    def thread_of(self, post: int) -> int | None:
        """Return the thread in which a post stands."""
        found = self._base.execute("SELECT thread FROM post WHERE id = ?", (post,)).fetchone()
        return found[0] if found else None

    def links(self) -> Iterator[Given]:
        """Yield the links, in the order of their ids."""
        return self._rows("SELECT row FROM link ORDER BY id")

    def stray_comments(self) -> Iterator[Given]:
        """Yield the comments on posts that are not in the dump."""
        return self._rows(
            "SELECT row FROM comment WHERE post NOT IN (SELECT id FROM post) ORDER BY id"
        )

    def count_strays(self, table: str) -> int:
        """Return how many rows of `vote`, or of `history`, belong to no post of the dump."""
        what = "sum(number)" if table == "vote" else "count(*)"
        found = self._base.execute(
            f"SELECT {what} FROM {table} WHERE post NOT IN (SELECT id FROM post)"
        ).fetchone()
        return found[0] or 0

    def _held(self, post: int, row: str) -> Held:
        held = Held(json.loads(row))
        for name in ("comment", "history", "link"):
            order = "id" if name == "link" else "created, id"
            rows = list(self._rows(f"SELECT row FROM {name} WHERE post = ? ORDER BY {order}", post))
            setattr(held, {"comment": "comments", "link": "links"}.get(name, name), rows)
        votes = "SELECT type, number, first FROM vote WHERE post = ? ORDER BY type"
        for kind, number, first in self._base.execute(votes, (post,)):
            held.votes[kind] = number
            if kind == "1":
                held.accepted_at = first
        return held

    def _rows(self, statement: str, *values: int) -> Iterator[Given]:
        return (json.loads(row) for (row,) in self._base.execute(statement, values))
