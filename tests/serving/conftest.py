"""Instances of one's own for each test or module, on the database under test."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.serving.instance import Founded, Instance

MakeInstance = Callable[..., Instance]


def make_instance(folder: Path, **settings: str) -> Instance:
    """Return an empty instance in `folder`, on the kind of database under test."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.environ["TERTULIA_TEST_DATABASE"] == "sqlite":
        return Instance(folder, f"sqlite:///{folder}/tertulia.sqlite3", **settings)
    from tests.postgres import create_database

    server = os.environ["TERTULIA_TEST_POSTGRES_URL"]
    return Instance(folder, create_database(server, f"served_{uuid.uuid4().hex}"), **settings)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One instance for a module; whatever it started is ended with it."""
    made = make_instance(tmp_path_factory.mktemp("instance") / "place")
    yield made
    made.end()


@pytest.fixture(scope="module")
def founded(instance: Instance) -> Founded:
    """The people, communities and threads of the module's instance."""
    return instance.found()
