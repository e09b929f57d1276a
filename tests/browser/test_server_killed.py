"""The server is killed while somebody types, and started again: nothing typed is lost."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import House, database_in
from tests.browser.writing import REPLY, found, saved
from tests.serving.instance import Instance

pytestmark = pytest.mark.browser


@pytest.fixture
def weak(tmp_path: Path) -> Iterator[tuple[Instance, House]]:
    """An instance of one's own, which may be killed."""
    instance = Instance(tmp_path, database_in(tmp_path))
    instance.environment["DJANGO_SETTINGS_MODULE"] = "tests.browser.settings"
    told = json.loads(instance.module("tests.browser.furnishing").splitlines()[-1])
    yield instance, House(f"http://127.0.0.1:{instance.port}", **told)
    instance.end()


def test_the_server_is_killed_while_somebody_types(weak: Any, chromium: Any) -> None:
    instance, house = weak
    server = instance.serve()
    context = chromium.new_context()
    cookie = {"name": "tertulia_session", "value": house.people["bo"], "url": house.address}
    context.add_cookies([cookie])
    tab = context.new_page()
    tab.set_default_timeout(20_000)
    tab.goto(f"{house.address}/t/{house.threads['warp']}")
    area = tab.get_by_label(REPLY)
    area.press_sequentially("Said before, ")
    saved(tab)
    area.press_sequentially("said as it fell, ")
    server.kill()
    area.press_sequentially("said into the void. ")
    tab.get_by_text("Draft kept on this device").wait_for()
    tab.keyboard.press("Control+Enter")
    tab.get_by_text("That could not be sent. Your text is safe here").wait_for()
    instance.serve()
    saved(tab)  # by itself: nobody has to touch a key
    whole = "Said before, said as it fell, said into the void. "
    elsewhere = chromium.new_context()
    elsewhere.add_cookies([cookie])
    other = elsewhere.new_page()
    other.goto(f"{house.address}/t/{house.threads['warp']}")
    assert whole in found(other)
    tab.keyboard.press("Control+Enter")
    tab.locator(".post", has_text=whole.strip()).wait_for()
    context.close()
    elsewhere.close()
