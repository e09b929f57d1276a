"""One furnished instance for all journeys, and browsers before it."""

import json
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.furnishing import PASSWORD
from tests.serving.instance import Instance


@dataclass(frozen=True)
class House:
    """The furnished instance: where it listens, sessions by person, and what stands in it."""

    address: str
    people: dict[str, str]
    ids: dict[str, int]
    threads: dict[str, Any]
    password: str = PASSWORD


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return the instance, filled and listening, on the database under test."""
    folder = tmp_path_factory.mktemp("house")
    instance = Instance(folder, database_in(folder))
    instance.environment["DJANGO_SETTINGS_MODULE"] = "tests.browser.settings"
    told = json.loads(instance.module("tests.browser.furnishing").splitlines()[-1])
    instance.serve()
    yield House(f"http://127.0.0.1:{instance.port}", **told)
    instance.end()


def database_in(folder: Path) -> str:
    """Return the address of a database of the kind under test, for an instance in `folder`."""
    if os.environ["TERTULIA_TEST_DATABASE"] == "sqlite":
        return f"sqlite:///{folder}/house.sqlite3"
    from tests.postgres import create_database

    return create_database(os.environ["TERTULIA_TEST_POSTGRES_URL"], f"house_{uuid.uuid4().hex}")


@pytest.fixture
def visit(house: House, chromium: Any) -> Iterator[Callable[..., Any]]:
    """Return `visit(path, who)`: a page in somebody's own browser.

    What a console complains of, and what is asked of another host, fails the test.
    """
    faults: list[str] = []
    contexts: list[Any] = []

    def visit(path: str, who: str = "", **options: Any) -> Any:
        context = chromium.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        if who:
            cookie = {"name": "tertulia_session", "value": house.people[who], "url": house.address}
            context.add_cookies([cookie])
        context.on("request", lambda asked: _note_host(asked.url, house.address, faults))
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda said: _note_console(said, faults))
        tab = context.new_page()
        tab.set_default_timeout(8_000)
        tab.goto(house.address + path)
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert faults == []


def _note_host(url: str, address: str, faults: list[str]) -> None:
    if not url.startswith((address, "data:", "blob:")):
        faults.append(f"asks another host: {url}")


def _note_console(said: Any, faults: list[str]) -> None:
    # A refused form is answered with a status that the console reports as well; some journeys
    # lose their line.
    expected = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
    if said.type == "error" and not any(words in said.text for words in expected):
        faults.append(said.text)
