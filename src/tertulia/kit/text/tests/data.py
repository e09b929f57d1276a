"""Where the real data lies: beside the checkout, or where TERTULIA_TEST_DATA says."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).resolve().parents[5]


def text_data(name: str) -> Any:
    """Return the JSON of a data file; skip the test where the data is not there."""
    folder = Path(os.environ.get("TERTULIA_TEST_DATA", _ROOT.parent / "shared" / "data"))
    path = folder / "text" / name
    if not path.exists():
        pytest.skip(f"No test data: {path.name} is sought in {folder / 'text'}")
    return json.loads(path.read_text(encoding="utf-8"))


def commonmark_cases() -> list[dict[str, Any]]:
    return text_data("commonmark-spec-0.31.2-tests.json")
