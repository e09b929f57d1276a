"""The shape of the database: made when absent, brought forwards, never used when it is newer."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tertulia.config.commands.mishaps import Failure

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

_LOCK = 7_283_401_176


def make_ready() -> None:
    """Make the tables of an empty database; fail with a sentence where one has other tables."""
    executor = _executor()
    if is_empty(executor):
        bring_forwards()
    elif pending(executor):
        raise Failure("The database is of an older version: run `tertulia migrate` first.")


def bring_forwards(*, backup: bool = True) -> int:
    """Apply the migrations that are due and return how many.

    One process does it while the others wait. A database that holds anything is backed up before,
    into `backups` in the data folder. A database of a newer version is refused.
    """
    executor = _executor()
    if not pending(executor):
        return 0
    with _alone():
        executor = _executor()
        plan = pending(executor)
        if plan and backup and not is_empty(executor):
            _keep_a_copy()
        if plan:
            _announce(executor.migrate(executor.loader.graph.leaf_nodes()))
    return len(plan)


def is_empty(executor: "MigrationExecutor | None" = None) -> bool:
    """Whether nothing was ever put into this database."""
    return not (executor or _executor()).loader.applied_migrations


def pending(executor: "MigrationExecutor") -> list:
    """Return the migrations that are due; fail with a sentence where the database is newer."""
    unknown = unknown_migrations(executor)
    if unknown:
        raise Failure(
            f"This database was made by a newer version of Tertulia ({unknown[0]}): "
            "install that version, or restore a backup of this one."
        )
    plan: list = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return plan


def unknown_migrations(
    executor: "MigrationExecutor | None" = None, applied: list[tuple[str, str]] | None = None
) -> list[str]:
    """Return what is applied in this database (or in `applied`) and this version does not know."""
    loader = (executor or _executor()).loader
    ours = loader.migrated_apps
    return sorted(
        f"{app} {name}"
        for app, name in (loader.applied_migrations if applied is None else applied)
        if app in ours
        and (app, name) not in loader.disk_migrations
        and not _replaced(loader, app, name)
    )


def _replaced(loader: object, app: str, name: str) -> bool:
    squashed = getattr(loader, "replacements", {})
    return any((app, name) in migration.replaces for migration in squashed.values())


def _executor() -> "MigrationExecutor":
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    database = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and ":memory:" not in str(database):
        Path(str(database)).parent.mkdir(parents=True, exist_ok=True)
    return MigrationExecutor(connection)


def _announce(state: Any) -> None:
    """Let the apps add what they keep in tables of their own, as Django's `migrate` does."""
    from django.core.management.sql import emit_post_migrate_signal
    from django.db import connection

    state.clear_delayed_apps_cache()
    emit_post_migrate_signal(0, False, connection.alias, apps=state.apps, plan=[])


def _keep_a_copy() -> None:
    from datetime import UTC, datetime

    from django.conf import settings

    from tertulia import __version__
    from tertulia.config.commands.archives.writing import write_archive

    moment = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    path = settings.DATA_DIR / "backups" / f"before-{__version__}-{moment}.tar.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(".before-*"):
        left.unlink()  # of a run that was killed: whoever writes here holds the lock
    write_archive(path)
    click.echo(f"The database changes its form; a backup lies at {path}.", err=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock under which one process at a time changes the database's shape."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / "migrating.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
