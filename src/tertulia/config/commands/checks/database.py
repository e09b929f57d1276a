"""The database: there, in this version's form, and safe against a power cut."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from tertulia.config.commands.checks import BAD, OK, WARN, Finding
from tertulia.config.commands.schema import unknown_migrations

_LEAST_POSTGRES = 140000
_CHECKED_UP_TO = 500_000_000
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def reachable() -> Iterator[Finding]:
    """Look whether it answers and has its tables; the other looks need that."""
    if connection.vendor == "sqlite" and not _file_size():
        mend = "Run `tertulia serve` or `tertulia migrate`: they make it."
        yield Finding(BAD, "database", f"{connection.settings_dict['NAME']} is not there", mend)
        return
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        said = " ".join(str(error).split())
        yield Finding(BAD, "database", said, "Start it, or correct TERTULIA_DATABASE_URL.")
        return
    yield Finding(OK, "database", f"{_NAMES[connection.vendor]} answers")
    yield from _form(executor)


def _form(executor: MigrationExecutor) -> Iterator[Finding]:
    unknown = unknown_migrations(executor)
    due = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if unknown:
        said = f"it was made by a newer version ({unknown[0]})"
        yield Finding(BAD, "database form", said, "Install that version of Tertulia.")
    elif due:
        said = f"{len(due)} migrations are due"
        yield Finding(BAD, "database form", said, "Run `tertulia migrate`.")
    else:
        yield Finding(OK, "database form", "that of this version")


def _durability() -> Iterator[Finding]:
    wanted, found = _durability_settings()
    weak = [f"{name} is {found[name]}" for name, good in wanted.items() if found[name] not in good]
    if weak:
        mend = "Set " + ", ".join(f"{name}={good[0]}" for name, good in wanted.items()) + "."
        yield Finding(BAD, "durability", "; ".join(weak), mend)
    else:
        said = ", ".join(f"{name}={value}" for name, value in found.items())
        yield Finding(OK, "durability", f"what was confirmed outlives a power cut ({said})")


def _durability_settings() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    if connection.vendor == "sqlite":
        wanted = {"synchronous": ("2", "3"), "journal_mode": ("wal",)}
        return wanted, {name: _said(f"PRAGMA {name}") for name in wanted}
    wanted = {
        "fsync": ("on",),
        "synchronous_commit": ("on", "remote_apply", "remote_write", "local"),
        "full_page_writes": ("on",),
    }
    return wanted, {name: _said(f"SHOW {name}") for name in wanted}


def _kind() -> Iterator[Finding]:
    if connection.vendor == "postgresql":
        number, encoding = int(_said("SHOW server_version_num")), _said("SHOW server_encoding")
        if number < _LEAST_POSTGRES:
            said = f"PostgreSQL {_said('SHOW server_version')} is too old"
            yield Finding(BAD, "database kind", said, "Use PostgreSQL 14 or later.")
        if encoding != "UTF8":
            mend = "Create the database with ENCODING 'UTF8'."
            yield Finding(BAD, "database kind", f"its encoding is {encoding}", mend)
    elif _file_size() <= _CHECKED_UP_TO:
        said = _said("PRAGMA quick_check(1)")
        if said != "ok":
            mend = "Stop the server and restore the newest backup."
            yield Finding(BAD, "database file", f"it is damaged: {said}", mend)
        else:
            yield Finding(OK, "database file", f"whole, {_file_size() / 1e6:.1f} MB")
    else:
        said = f"{_file_size() / 1e6:.0f} MB, too large to be read through here"
        yield Finding(OK, "database file", said)


def _counts() -> Iterator[Finding]:
    from tertulia.config.commands.checks.counts import wrong_counts

    wrong = wrong_counts()
    if wrong:
        said = ", ".join(f"{name} of {number}" for name, number in wrong.items())
        yield Finding(WARN, "counts", f"wrong: {said}", "Run `tertulia check --repair`.")
    else:
        yield Finding(OK, "counts", "right")


def _zones() -> Iterator[Finding]:
    from tertulia.core.communities.models import Community

    strange = []
    for slug, zone in Community.objects.exclude(time_zone="").values_list("slug", "time_zone"):
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError):
            strange.append(f"{slug}: {zone}")
    if strange:
        mend = "Give these communities a zone like Europe/Lisbon."
        yield Finding(WARN, "time zones", f"unknown: {', '.join(strange)}", mend)


def _said(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def _file_size() -> int:
    from tertulia.config.commands.archives.sqlite import database_path

    if connection.vendor != "sqlite":
        return 0
    return database_path().stat().st_size if database_path().exists() else 0


LOOKS = [
    ("durability", _durability),
    ("database kind", _kind),
    ("counts", _counts),
    ("time zones", _zones),
]
