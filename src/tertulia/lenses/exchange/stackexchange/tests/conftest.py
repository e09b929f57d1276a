from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from tertulia.core.activity.actors import system
from tertulia.core.communities.actions import found_community
from tertulia.core.communities.models import Community
from tertulia.lenses.exchange.formats import run_import
from tertulia.lenses.exchange.report import Report
from tertulia.lenses.exchange.tests.conftest import new_database

__all__ = ["new_database"]

Bring = Callable[..., Report]
AT = "2012-05-01T10:00:00.000"


@pytest.fixture
def community(db) -> Community:
    return found_community(actor=system("command"), slug="french", name="French")


@pytest.fixture
def bring(community: Community, tmp_path: Path) -> Bring:
    """Import the dump in `tmp_path`, with the files given, and return the report."""

    def run(**files: str | bytes | list[dict[str, object]]) -> Report:
        write_dump(tmp_path, **files)
        return run_import("stackexchange", str(tmp_path), community.slug)

    return run


def write_dump(folder: Path, **files: str | bytes | list[dict[str, object]]) -> None:
    """Write the files of a dump: each as rows, or as it is."""
    for name, content in files.items():
        if isinstance(content, list):
            content = xml(name, content)
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.xml").write_bytes(raw)


def xml(name: str, rows: list[dict[str, object]]) -> str:
    """Return the file of a dump called `name`."""
    lines = (
        " ".join(f"{key}={quoteattr(str(value), NEWLINES)}" for key, value in row.items())
        for row in rows
    )
    root = name.lower()
    head = '\ufeff<?xml version="1.0" encoding="utf-8"?>'
    return "\n".join(
        (head, f"<{root}>", *(f"  <row {line} />" for line in lines), f"</{root}>", "")
    )


NEWLINES = {"\n": "&#xA;", "\r": "&#xD;"}


def question(key: int, **more: object) -> dict[str, object]:
    """A row that asks."""
    row = {"Id": key, "PostTypeId": 1, "CreationDate": AT, "OwnerUserId": 7, "Score": 3}
    return {**row, "Title": f"Question {key}?", "Body": f"<p>Words {key}</p>", **more}


def answer(key: int, to: int, **more: object) -> dict[str, object]:
    """A row that answers."""
    row = {"Id": key, "PostTypeId": 2, "ParentId": to, "CreationDate": AT, "OwnerUserId": 8}
    return {**row, "Score": 1, "Body": f"<p>Words {key}</p>", **more}


def person(key: int, name: str) -> dict[str, object]:
    """A row that says who somebody is."""
    return {"Id": key, "DisplayName": name, "CreationDate": AT}
