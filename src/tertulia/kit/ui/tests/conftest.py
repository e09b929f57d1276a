"""A stage and a browser before it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tertulia.kit.ui.tests.stage import Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture
def browser(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page in one profile; anything on its console is a failure."""
    complaints: list[str] = []
    context = chromium.new_context()

    def open_page(address: str) -> Any:
        tab = context.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        tab.goto(address)
        return tab

    yield open_page
    context.close()
    assert complaints == []
