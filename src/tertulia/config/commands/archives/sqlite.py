"""The database of a backup, where it is SQLite: one file."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from tertulia.config.commands.archives.writing import Archive
from tertulia.config.commands.mishaps import Failure

MEMBER = "database.sqlite3"


def database_path() -> Path:
    """Return where the database of this instance lies."""
    return Path(str(connection.settings_dict["NAME"]))


def add_database(archive: Archive, scratch: Path) -> dict[str, Any]:
    """Copy the database as it is at this moment and add it; writers go on meanwhile."""
    copy = scratch.with_name(scratch.name + ".sqlite3")
    try:
        with (
            closing(sqlite3.connect(f"file:{database_path()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            copy.chmod(0o600)
            source.backup(target)  # all pages in one step: a state that was committed
            migrations = target.execute("SELECT app, name FROM django_migrations").fetchall()
            target.execute("PRAGMA journal_mode=DELETE")
        with copy.open("rb") as file:
            archive.add(MEMBER, file, copy.stat().st_size)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    return {"migrations": sorted(migrations)}


def refuse_damaged(path: Path) -> None:
    """Fail with a sentence when the database at `path` does not hold together."""
    try:
        with closing(sqlite3.connect(path)) as database:
            (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise Failure(f"The database in this backup is damaged: {said}.")
