"""Several at once: who writes, who is there, and the tabs of one browser that share a line."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.writing import REPLY, eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def place(house: Any) -> str:
    return f"/t/{house.threads['warp']}"


def streams(house: Any) -> int:
    """Return how many lines are open at the server."""
    with urlopen(f"{house.address}/metrics") as answer:
        found = re.search(r"^tertulia_live_streams (\d+)", answer.read().decode(), re.M)
    assert found
    return int(found[1])


def settled(tab: Any, house: Any, number: int) -> None:
    eventually(tab, lambda: streams(house) == number, f"{number} lines, not {streams(house)}")


def test_one_sees_who_writes_and_that_they_stopped(house: Any, visit: Any, place: str) -> None:
    reader, writer = visit(place, "bo"), visit(place, "ada")
    settled(reader, house, 2)
    line = reader.locator("[data-writing]")
    writer.get_by_label(REPLY).press_sequentially("I have")
    expect(line).to_have_text("Ada Weaver is writing")
    expect(reader.locator("[data-passing] [role=status]")).to_have_text("Ada Weaver is writing")
    assert writer.locator("[data-writing]").inner_text() == ""
    third = visit(place, "cleo")
    settled(reader, house, 3)
    third.get_by_label(REPLY).press_sequentially("So have I")
    expect(line).to_have_text("Ada Weaver and Cleo Weaver are writing")
    writer.keyboard.press("Control+Enter")
    writer.locator(".post", has_text="I have").last.wait_for()
    expect(line).to_have_text("Cleo Weaver is writing", timeout=10_000)
    expect(line).to_have_text("", timeout=15_000)


@pytest.fixture
def shown(house: Any, visit: Any) -> Iterator[None]:
    """Have the community show who is there."""
    tab = visit("/c/weaving/settings", "ada")
    tab.get_by_label("Show in a thread who else is there just now").check()
    tab.get_by_role("button", name="Save").click()
    yield
    tab.goto(house.address + "/c/weaving/settings")
    tab.get_by_label("Show in a thread who else is there just now").uncheck()
    tab.get_by_role("button", name="Save").click()


def names(tab: Any) -> str:
    return tab.locator("[data-here-names]").inner_text()


def test_one_sees_who_is_there_where_it_is_shown(
    house: Any, visit: Any, place: str, shown: None
) -> None:
    bo = visit(place, "bo")
    cleo = visit(place, "cleo")
    eventually(bo, lambda: names(bo) == "Cleo Weaver", "bo sees cleo")
    eventually(cleo, lambda: names(cleo) == "Bo Weaver", "cleo sees bo, who was there before")
    bo.goto(house.address + "/account/")
    bo.get_by_label("Others see that I read a thread just now").uncheck()
    bo.get_by_role("button", name="Save").click()
    eventually(cleo, lambda: names(cleo) == "", "bo has left")
    bo.goto(house.address + place)
    ada = visit(place, "ada")
    eventually(ada, lambda: names(ada) == "Cleo Weaver", "ada sees cleo, and not bo")
    bo.goto(house.address + "/account/")
    bo.get_by_label("Others see that I read a thread just now").check()
    bo.get_by_role("button", name="Save").click()


def test_nobody_is_shown_where_it_is_off(visit: Any, place: str) -> None:
    bo, cleo = visit(place, "bo"), visit(place, "cleo")
    cleo.wait_for_timeout(1_000)
    for tab in (bo, cleo):
        assert tab.locator("[data-here-names]").count() == 0


def five_tabs(visit: Any, house: Any, addresses: list[str]) -> list[Any]:
    first = visit(addresses[0], "bo")
    tabs = [first]
    for address in addresses[1:]:
        tab = first.context.new_page()
        tab.set_default_timeout(8_000)
        tab.goto(house.address + address)
        tabs.append(tab)
    return tabs


def test_five_tabs_share_one_line_and_lose_nothing_when_one_goes(
    house: Any, visit: Any, place: str
) -> None:
    long = f"/t/{house.threads['long']}"
    settled(visit("/communities"), house, 0)  # those of the journeys before have gone
    tabs = five_tabs(visit, house, [f"{long}/-/3", f"{long}/-/4", place, f"{long}/-/5", "/inbox"])
    settled(tabs[0], house, 1)
    say = answerer(visit, long)
    settled(tabs[0], house, 2)  # who answers has a browser of their own
    say("Line 47: a blanket.")
    for tab in (tabs[0], tabs[1], tabs[3]):
        expect(tab.locator("[data-quiet-line]")).to_have_text("1 new reply")
    tabs[0].close()  # it held the line
    say("Line 48: a shawl.")
    for tab in (tabs[1], tabs[3]):
        expect(tab.locator("[data-quiet-line]")).to_have_text("2 new replies")
    settled(tabs[1], house, 2)
    tabs[1].close()
    tabs[2].close()
    say("Line 49: a sash.")
    expect(tabs[3].locator("[data-quiet-line]")).to_have_text("3 new replies")
    settled(tabs[3], house, 2)


def answerer(visit: Any, address: str) -> Callable[[str], None]:
    tab = visit(f"{address}/-/45", "ada")

    def say(words: str) -> None:
        tab.get_by_label(REPLY).fill(words)
        tab.locator(".dock").get_by_role("button", name="Reply").click()
        tab.locator(".post", has_text=words).wait_for()

    return say
