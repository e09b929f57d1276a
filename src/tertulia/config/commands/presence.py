"""Whether somebody serves from a data folder at this moment."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tertulia.config.commands.mishaps import Failure


def _lock_file() -> IO[str]:
    from django.conf import settings

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    file: IO[str] = (settings.DATA_DIR / "serving.lock").open("a")
    return file


@contextmanager
def present() -> Iterator[None]:
    """Let others see that this process serves or works for the instance."""
    with _lock_file() as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Have the instance to oneself; fail with a sentence while it is being served."""
    with _lock_file() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure("Tertulia is running on this data folder: stop it first.") from None
        _refuse_others_on_the_server()
        yield


def _refuse_others_on_the_server() -> None:
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        (others,) = cursor.fetchone()
    if others:
        raise Failure(f"{others} other connections use this database: stop what holds them first.")
