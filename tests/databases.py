"""Which database a run of the tests uses; settled before Django loads its settings."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, MutableMapping
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 with as little work as it allows, for tests that sign many people in."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def prepare_environment(environment: MutableMapping[str, str]) -> None:
    """Give this process a data folder and a database of its own.

    `TERTULIA_TEST_DATABASE` picks `sqlite` (default) or `postgres`. The process that starts the run
    starts the PostgreSQL server; pytest-xdist's workers find its address in the environment.
    Leaves the name of the test database in `TERTULIA_TEST_DATABASE_NAME`.
    """
    worker = environment.get("PYTEST_XDIST_WORKER", "main")
    folder = Path(tempfile.mkdtemp(prefix=f"tertulia-tests-{worker}-"))
    _at_exit(shutil.rmtree, folder, True)
    for name in [name for name in environment if _is_setting(name)]:
        del environment[name]
    environment["TERTULIA_DATA_DIR"] = str(folder)
    environment["TERTULIA_SECRET_KEY"] = "for tests alone: nothing is kept with it"
    choice = environment.setdefault("TERTULIA_TEST_DATABASE", "sqlite")
    if choice == "sqlite":
        environment["TERTULIA_DATABASE_URL"] = f"sqlite:///{folder}/tertulia.sqlite3"
        environment["TERTULIA_TEST_DATABASE_NAME"] = str(folder / "test.sqlite3")
    elif choice == "postgres":
        environment["TERTULIA_DATABASE_URL"] = _postgres_url(environment)
        environment["TERTULIA_TEST_DATABASE_NAME"] = "tertulia_test"
    else:
        raise RuntimeError(f"TERTULIA_TEST_DATABASE is {choice!r}; it can be sqlite or postgres.")


def _is_setting(name: str) -> bool:
    """Say whether it is a setting of the operator's, which no test may depend on."""
    return name.startswith("TERTULIA_") and not name.startswith(
        ("TERTULIA_TEST_", "TERTULIA_FAULT")
    )


def _postgres_url(environment: MutableMapping[str, str]) -> str:
    if "TERTULIA_TEST_POSTGRES_URL" not in environment:
        from tests.postgres import PostgresServer

        server = PostgresServer(durable=environment.get("TERTULIA_TEST_FSYNC") == "on")
        _at_exit(server.stop)
        environment["TERTULIA_TEST_POSTGRES_URL"] = server.url("tertulia")
    return environment["TERTULIA_TEST_POSTGRES_URL"]


def _at_exit(clean: Callable[..., object], *arguments: object) -> None:
    """Clean up when this process ends; a forked child must not, on its own way out."""
    owner = os.getpid()
    atexit.register(lambda: clean(*arguments) if os.getpid() == owner else None)
