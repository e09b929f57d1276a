import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tertulia.core.activity.actors import system
from tertulia.core.communities.actions import found_community
from tertulia.core.communities.models import Community
from tertulia.lenses.exchange.formats import run_import
from tertulia.lenses.exchange.report import Report

Bring = Callable[..., Report]


@pytest.fixture
def community(db) -> Community:
    return found_community(actor=system("command"), slug="weavers", name="Weavers")


@pytest.fixture
def bring(community: Community, tmp_path: Path) -> Bring:
    """Import rows (objects, or lines as bytes) into the community, and return the report."""

    def run(*rows: dict | bytes, **options) -> Report:
        path = tmp_path / "in.jsonl"
        lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return run_import("jsonl", str(path), community.slug, **options)

    return run


def topic(key: str = "1", **more) -> dict:
    """A row that opens a thread."""
    row = {
        "kind": "topic",
        "id": key,
        "author": "ana",
        "created": "2017-04-07T17:17:00Z",
        "title": "Wool",
        "text": "Which wool?",
    }
    return {**row, **more}


def reply(key: str, thread: str = "1", **more) -> dict:
    """A row that adds to a thread."""
    row = {
        "kind": "reply",
        "id": key,
        "thread": thread,
        "author": "ben",
        "created": "2017-04-08T09:00:00Z",
        "text": f"Answer {key}",
    }
    return {**row, **more}


@pytest.fixture
def new_database(tmp_path: Path) -> Callable[[], str]:
    """Make empty databases of the kind under test, for processes of one's own."""

    def make() -> str:
        name = f"imported_{uuid.uuid4().hex}"
        if os.environ["TERTULIA_TEST_DATABASE"] == "sqlite":
            return f"sqlite:///{tmp_path}/{name}.sqlite3"
        from tests.postgres import create_database

        return create_database(os.environ["TERTULIA_TEST_POSTGRES_URL"], name)

    return make
