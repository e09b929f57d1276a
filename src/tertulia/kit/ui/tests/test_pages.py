"""Every state of every component: readable, operable and small, in both themes and sizes."""

import gzip
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tertulia.kit.ui.sheets import joined
from tertulia.kit.ui.specimens import specimens
from tertulia.kit.ui.tests.stage import STATIC, Stage, page

pytestmark = pytest.mark.browser

UI = STATIC / "ui"
ERRORS = (400, 403, 404, 429, 500)
MINE = [SimpleNamespace(name="Registration", slug="registration")]


def frame(name: str, **more: Any) -> str:
    return page(name, my_communities=MINE, here_slug="registration", place="home", **more)


@pytest.mark.parametrize("width", [360, 1000, 1400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_style_guide_has_no_barrier(
    stage: Stage, chromium: Any, theme: str, width: int
) -> None:
    stage.pages["/styleguide"] = frame("ui/styleguide.html", **specimens())
    context = chromium.new_context(
        color_scheme=theme, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.goto(stage.address + "/styleguide")
    found = Axe().run(tab).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


@pytest.mark.parametrize("code", ERRORS)
def test_error_pages_have_no_barrier(stage: Stage, browser: Any, code: int) -> None:
    stage.pages["/"] = frame(f"ui/errors/{code}.html", sentence="A sentence.")
    tab = browser(stage.address)
    assert Axe().run(tab).violations_count == 0
    text = tab.inner_text("main")
    assert "What is safe" in text
    assert "What to do next" in text


def test_our_own_mistake_is_shown_without_a_request() -> None:
    from django.template import engines

    html = engines["jinja"].env.get_template("ui/errors/500.html").render()
    assert "Something broke on our side" in html


def test_right_to_left_turns_the_page(stage: Stage, browser: Any) -> None:
    stage.pages["/"] = frame("ui/styleguide.html", **specimens(), language="he")
    tab = browser(stage.address)
    tab.set_viewport_size({"width": 1400, "height": 800})
    rail, main = (tab.locator(each).bounding_box()["x"] for each in (".rail", "main"))
    assert rail > main
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_side_column_folds_under_a_button(stage: Stage, browser: Any) -> None:
    stage.pages["/"] = frame("ui/styleguide.html", **specimens())
    tab = browser(stage.address)
    tab.set_viewport_size({"width": 1400, "height": 800})
    aside = tab.locator("#aside")
    button = tab.get_by_role("button", name="About this thread")
    assert aside.is_visible()
    assert button.is_hidden()
    tab.set_viewport_size({"width": 700, "height": 800})
    assert aside.is_hidden()
    button.click()
    assert aside.is_visible()
    tab.keyboard.press("Escape")
    assert aside.is_hidden()


def test_keys_find_move_and_show_themselves(stage: Stage, browser: Any) -> None:
    stage.pages["/"] = frame("ui/styleguide.html", **specimens())
    tab = browser(stage.address)
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "box"
    tab.keyboard.press("Escape")
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    number = "[...document.querySelectorAll('[data-item]')].indexOf(document.activeElement)"
    assert tab.evaluate(number) == 1
    tab.keyboard.press("k")
    assert tab.evaluate(number) == 0
    tab.keyboard.press("?")
    assert tab.locator("#keys").is_visible()
    tab.get_by_label("Keys without Ctrl").uncheck()
    tab.keyboard.press("Escape")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") != "box"
    tab.keyboard.press("Control+k")
    assert tab.evaluate("document.activeElement.id") == "box"


def test_a_chosen_theme_stays(stage: Stage, browser: Any) -> None:
    stage.pages["/"] = frame("ui/errors/404.html")
    tab = browser(stage.address)
    tab.get_by_role("button", name="Dark").click()
    tab.reload()
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
        "rgb(27, 22, 19)"
    )


def packed(files: list[Path]) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_weights_hold() -> None:
    assert len(gzip.compress(joined().encode(), 9)) <= 20_000  # pages link the sheets as one
    assert packed(sorted(UI.glob("*.js"))) <= 40_000
    assert sum(file.stat().st_size for file in UI.glob("fonts/*.woff2")) <= 75_000
    assert packed([UI / "icons.svg"]) <= 5_000


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (UI / "icons.svg").read_text()))
    source = "".join(file.read_text() for file in UI.parents[1].glob("templates/ui/**/*.html"))
    named = set(re.findall(r'\bicon\("([\w-]+)"', source))
    named |= set(re.findall(r'icon_name="([\w-]+)"', source))
    assert named
    assert named <= drawn


def test_the_style_guide_is_for_those_who_ask_for_it(client: Any, settings: Any, rf: Any) -> None:
    from tertulia.kit.ui.views import styleguide
    from tertulia.kit.web.refusals import NotHere

    settings.DEBUG = False
    request = rf.get("/styleguide")
    with pytest.raises(NotHere):
        styleguide(request)
