"""What every test may ask for by name, wherever it lies."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import find_chromium, launch_options

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real material, beside the checkout or where `TERTULIA_TEST_DATA` says; else skip."""
    folder = Path(os.environ.get("TERTULIA_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"needs the data sets, which are not at {folder}: set TERTULIA_TEST_DATA")
    return folder


@pytest.fixture(autouse=True)
def nothing_spent() -> None:
    """Begin with every limit untouched: what other tests did a lot of says nothing here."""
    from tertulia.kit.limits import forget_spending

    forget_spending()


@pytest.fixture(autouse=True)
def settings_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no job look what an operator chose, every ten seconds, over what a test has set."""
    from tertulia.kit.jobs import running

    monkeypatch.setattr(running, "before_each", [])


@pytest.fixture
def empty_database(tmp_path: Path) -> str:
    """The address of an empty database of the kind under test, for a server of one's own."""
    if os.environ["TERTULIA_TEST_DATABASE"] == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    from tests.postgres import create_database

    return create_database(os.environ["TERTULIA_TEST_POSTGRES_URL"], f"empty_{uuid.uuid4().hex}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """One Chromium for the whole run, through Playwright; open a context of one's own in it."""
    if find_chromium() is None:
        pytest.fail("Chromium is not installed: `tools/setup-chromium` tells what to do")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def right_to_left(settings: Any, tmp_path: Path) -> Iterator[str]:
    """Offer a pseudo-language written from right to left, and return its code."""
    from django.utils.translation import trans_real

    from tests.pseudo_locale import LANGUAGE, write_catalogue

    settings.LOCALE_PATHS = [write_catalogue(tmp_path / "locale"), *settings.LOCALE_PATHS]
    settings.LANGUAGES = [*settings.LANGUAGES, (LANGUAGE, "Pseudo")]
    yield LANGUAGE
    trans_real._translations.pop(LANGUAGE, None)
