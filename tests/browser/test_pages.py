"""Every page: no barrier in either theme, nothing too wide, too heavy, or jumping about."""

import gzip
import re
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import get_resolver

from tests.browser.pages import NO_PAGES, examples, others

pytestmark = pytest.mark.browser

HTML, CSS, JS, FONTS = 30_000, 30_000, 60_000, 120_000
LONGEST_SHIFT = 0.05


def every(house: Any) -> list[tuple[str, str]]:
    return [*examples(house).values(), *others(house)]


def test_no_route_is_forgotten(house: Any) -> None:
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert known - NO_PAGES - set(examples(house)) == set()


def test_no_page_has_a_barrier_in_either_theme_or_on_a_phone(house: Any, visit: Any) -> None:
    tabs: dict[str, Any] = {}
    faults = []
    for path, who in every(house):
        tab = tabs.get(who)
        if tab is None:
            tab = tabs[who] = visit(path, who)
        else:
            tab.goto(house.address + path)
        faults += [(path, who, *each) for each in barriers(tab)]
    assert faults == []


def barriers(tab: Any) -> Iterator[tuple[str, ...]]:
    """Yield what bars the way on a page: in the light all rules, in the dark those of colours."""
    tab.set_viewport_size({"width": 1280, "height": 800})
    for theme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        tab.emulate_media(color_scheme=theme, reduced_motion="reduce")
        wanted = {"resultTypes": ["violations"], **rules}
        for found in Axe().run(tab, options=wanted).response["violations"]:
            yield theme, found["id"], found["nodes"][0]["html"]
    tab.set_viewport_size({"width": 360, "height": 700})
    if not tab.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        yield ("wider than a small phone",)


def test_nothing_jumps_while_a_page_arrives(house: Any, visit: Any) -> None:
    watch = """() => new Promise((done) => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((e) => {
            if (!e.hadRecentInput) sum += e.value;
        })).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 250);
    })"""
    faults = []
    for name in ("home", "community", "thread", "post", "new_thread"):
        path, who = examples(house)[name]
        tab = visit(path, who, viewport={"width": 400, "height": 800})
        shift = tab.evaluate(watch)
        if shift >= LONGEST_SHIFT:
            faults.append((path, shift))
    assert faults == []


def test_pages_are_light(house: Any, visit: Any) -> None:
    for path, who in examples(house).values():
        html = fetch(house, path, who)
        assert len(html) <= HTML, path
    page = gzip.decompress(fetch(house, examples(house)["thread"][0], "ada")).decode()
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    scripts = re.findall(r'<script[^>]* src="([^"]+)"', page)
    assert len(sheets) == 1
    assert sum(len(fetch(house, each)) for each in sheets) <= CSS
    assert sum(len(fetch(house, each)) for each in scripts) <= JS
    fonts = re.findall(r'as="font"[^>]* href="([^"]+)"', page)
    assert len(fonts) == 2
    assert sum(len(fetch(house, each)) for each in fonts) <= FONTS


def fetch(house: Any, path: str, who: str = "") -> bytes:
    """Return what comes over the wire, packed; what came unpacked is packed here."""
    headers = {"Accept-Encoding": "gzip"}
    if who:
        headers["Cookie"] = f"tertulia_session={house.people[who]}"
    try:
        answer = urlopen(Request(house.address + path, headers=headers))
    except HTTPError as refused:  # what says that there is nothing is a page as well
        answer = refused
    with answer:
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
    return body if packed or path.endswith(".woff2") else gzip.compress(body)


def test_on_paper_there_are_the_words_and_nothing_to_press(house: Any, visit: Any) -> None:
    tab = visit(examples(house)["thread"][0], "ada", viewport={"width": 1000, "height": 800})
    tab.emulate_media(media="print")
    assert tab.locator(".starter").get_by_text("after about forty centimetres").is_visible()
    for part in (".top", ".rail", ".aside", ".foot", ".dock", ".post-foot", ".thread-top .menu"):
        assert tab.locator(part).first.is_hidden(), part


def test_styles_come_once_and_are_all_there(house: Any) -> None:
    css = gzip.decompress(fetch(house, "/static/ui/all.css")).decode()
    for part in ("@layer tokens, base", ".thread-row", ".timeline", ".welcome", "@media print"):
        assert part in css
