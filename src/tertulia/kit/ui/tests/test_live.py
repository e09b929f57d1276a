"""One stream for all tabs of a browser; each tab hears what it asked for, once."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tertulia.kit.ui.tests.stage import Stage, page

pytestmark = pytest.mark.browser

PAGE = """<body data-live-after="{{ after }}" data-channels="{{ channels }}">
<div id="live-status" data-behind="behind" data-gone="gone" data-reload="reload"></div>
<b data-count="thread-1:reply_count">3</b>
<script type="module" src="/static/ui/live.js"></script></body>"""
HEAR = """() => {
  window.heard = [];
  document.addEventListener("tertulia:post.added", (e) => window.heard.push(e.detail));
}"""


def put(stage: Stage, address: str, channels: str, after: int = 5) -> str:
    stage.pages[address] = page(PAGE, channels=channels, after=after)
    return stage.address + address


def channels_of(stage: Stage) -> list[str]:
    return stage.streams[-1][0]["channels"][0].split(",")


def wait(tab: Any, what: Callable[[], bool]) -> None:
    for _turn in range(100):
        if what():
            return
        tab.wait_for_timeout(50)
    raise AssertionError("nothing came of it within 5 s")


def ids(tab: Any) -> list[int]:
    return [each["id"] for each in tab.evaluate("window.heard")]


def test_a_tab_asks_from_where_its_page_was_made(stage: Stage, browser: Any) -> None:
    tab = browser(put(stage, "/a", "thread-1 community-2"))
    wait(tab, lambda: len(stage.streams) == 1)
    assert channels_of(stage) == ["community-2", "thread-1"]
    assert stage.streams[0][0]["after"] == ["5"]


def test_what_comes_twice_is_told_once_and_counts_change(stage: Stage, browser: Any) -> None:
    tab = browser(put(stage, "/a", "thread-1"))
    tab.evaluate(HEAR)
    wait(tab, lambda: bool(stage.streams))
    for number in (6, 6, 5, 7):
        stage.tell(
            "post.added", number, channel="thread-1", counts={"thread-1:reply_count": number}
        )
    wait(tab, lambda: len(ids(tab)) >= 2)
    tab.wait_for_timeout(200)
    assert ids(tab) == [6, 7]
    assert tab.inner_text("b") == "7"


def test_two_tabs_share_one_stream_and_each_hears_its_own(stage: Stage, browser: Any) -> None:
    first = browser(put(stage, "/a", "thread-1"))
    first.evaluate(HEAR)
    wait(first, lambda: len(stage.streams) == 1)
    second = browser(put(stage, "/b", "thread-2"))
    second.evaluate(HEAR)
    wait(second, lambda: len(stage.streams) == 2 and len(channels_of(stage)) == 2)
    del stage.streams[0]  # closed by the tab when it opened the wider one
    stage.tell("post.added", 8, channel="thread-1", thread=1)
    stage.tell("post.added", 9, channel="thread-2", thread=2)
    wait(second, lambda: ids(second) == [9])
    wait(first, lambda: ids(first) == [8])
    assert len(stage.streams) == 1


def test_when_the_listening_tab_closes_another_goes_on(stage: Stage, browser: Any) -> None:
    first = browser(put(stage, "/a", "thread-1"))
    wait(first, lambda: len(stage.streams) == 1)
    second = browser(put(stage, "/b", "thread-2"))
    second.evaluate(HEAR)
    wait(second, lambda: len(stage.streams) == 2)
    stage.tell("post.added", 8, channel="thread-2")
    wait(second, lambda: ids(second) == [8])
    first.close()
    wait(second, lambda: len(stage.streams) == 3)
    assert stage.streams[-1][0] == {"channels": ["thread-2"], "after": ["8"]}
    stage.tell("post.added", 9, channel="thread-2")
    wait(second, lambda: ids(second) == [8, 9])


def test_a_broken_stream_is_resumed_where_it_broke(stage: Stage, browser: Any) -> None:
    tab = browser(put(stage, "/a", "thread-1"))
    tab.evaluate(HEAR)
    wait(tab, lambda: len(stage.streams) == 1)
    stage.tell("post.added", 12, channel="thread-1")
    wait(tab, lambda: ids(tab) == [12])
    stage.cut()
    wait(tab, lambda: len(stage.streams) == 1)
    assert stage.streams[0][0]["after"] == ["12"]


def test_a_lost_right_and_a_lost_place_are_said(stage: Stage, browser: Any) -> None:
    tab = browser(put(stage, "/a", "thread-1"))
    tab.evaluate(HEAR)
    wait(tab, lambda: len(stage.streams) == 1)
    stage.tell("reset", 0)
    tab.get_by_text("behind").wait_for()
    stage.tell("gone", 0, channel="thread-1")
    tab.get_by_text("gone").wait_for()
    stage.tell("post.added", 20, channel="thread-1")
    tab.wait_for_timeout(300)
    assert ids(tab) == []


def test_without_locks_a_tab_listens_for_itself(stage: Stage, browser: Any, chromium: Any) -> None:
    context = chromium.new_context()
    context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    tab = context.new_page()
    tab.goto(put(stage, "/a", "thread-1"))
    tab.evaluate(HEAR)
    wait(tab, lambda: len(stage.streams) == 1)
    stage.tell("post.added", 6, channel="thread-1")
    wait(tab, lambda: ids(tab) == [6])
    assert json.dumps(tab.evaluate("window.heard[0].channel")) == '"thread-1"'
    context.close()
