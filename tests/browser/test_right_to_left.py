"""The pages in a language that is written from right to left, which nobody has to speak."""

import re
from typing import Any

import pytest

from tests.browser.pages import examples
from tests.pseudo_locale import LANGUAGE

pytestmark = pytest.mark.browser

# What the pseudo-language leaves as it is: names, what people wrote, addresses, keys.
ENGLISH = re.compile(r"\b(Home|Find|Sign|Reply|Members|Communities|Topics|Title|Save|posts?)\b")


@pytest.mark.parametrize("width", [360, 1400])
def test_pages_turn_and_hold(house: Any, visit: Any, width: int) -> None:
    tab = visit("/", "ada", locale=LANGUAGE, viewport={"width": width, "height": 800})
    faults = []
    for name in ("home", "community", "thread", "new_thread", "about", "account", "charter"):
        path = examples(house)[name][0]
        tab.goto(house.address + path)
        assert tab.evaluate("document.documentElement.dir") == "rtl"
        if not tab.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            faults.append(f"{path} is too wide")
        said = tab.locator(".rail, .page-head, .thread-meta, label, button").all_inner_texts()
        faults += [f"{path} says {word}" for word in ENGLISH.findall(" ".join(said))]
        if width > 1000:
            rail, main = (tab.locator(each).bounding_box()["x"] for each in (".rail", "main"))
            assert rail > main
    assert faults == []
