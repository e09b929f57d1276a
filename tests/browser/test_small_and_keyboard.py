"""On a phone, and without a mouse: people join, ask, answer, accept, search and invite."""

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 700}, "has_touch": True}
MOST_STOPS = 90


class Walk:
    """A page that is walked through by Tab, Enter, Space and letters alone."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab

    def to(self, name: str, role: str = "") -> None:
        """Press Tab until what is called `name` has the focus, and see that one sees it."""
        for _stop in range(MOST_STOPS):
            self.tab.keyboard.press("Tab")
            here = self.tab.evaluate(HERE)
            if re.search(name, here["name"]) and role in ("", here["role"]):
                assert here["outline"], f"{here['name']} does not show that it has the focus"
                assert here["shown"], f"{here['name']} has the focus where nobody sees it"
                return
        raise AssertionError(f"Tab never comes to {name!r}")

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.tab.keyboard.press(key)

    def enter(self) -> None:
        """Press Enter where it leads to another page."""
        with self.tab.expect_navigation():
            self.tab.keyboard.press("Enter")

    def type(self, words: str) -> None:
        """Write where the focus is."""
        self.tab.keyboard.type(words)


HERE = """() => {
    const it = document.activeElement;
    const box = it.getBoundingClientRect();
    const label = it.labels?.[0]?.innerText ?? "";
    const name = it.getAttribute("aria-label") || label || it.innerText || it.title || "";
    const look = getComputedStyle(it);
    return {
        name: name.trim(), role: it.tagName.toLowerCase(),
        // Where one writes, the caret shows it.
        outline: look.outlineStyle !== "none" || it.matches("main, input, textarea"),
        shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    };
}"""


@pytest.fixture
def walk(visit: Callable[..., Any]) -> Callable[..., Walk]:
    """Return `walk(path, who)`: a page to go through without a mouse."""
    return lambda path, who="": Walk(visit(path, who))


def tap(tab: Any, what: Any) -> None:
    """Tap what leads to another page, and look whether that one fits."""
    with tab.expect_navigation():
        what.tap()
    fits(tab)


def fits(tab: Any) -> None:
    """Hold that nothing is wider than the screen, and that what one presses is large enough."""
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab.url
    small = tab.evaluate("""() => [...document.querySelectorAll("main .button, .places a, .top a")]
        .filter((it) => it.checkVisibility() && it.getBoundingClientRect().width > 1)
        .filter((it) => it.getBoundingClientRect().height < 24).map((it) => it.innerText)""")
    assert small == [], tab.url


def test_by_keyboard_a_newcomer_joins_asks_and_is_answered(house: Any, walk: Any) -> None:
    asker = comes_in(house, walk)
    asker.press("g", "a")
    asker.tab.wait_for_url("**/ask")
    asker.to("Title")
    asker.type("How does one begin a tablet weave?")
    asker.to("in full")
    asker.type("Forty cards, and all of them twisted.")
    asker.to("^Ask$", "button")
    asker.press("Enter")
    asker.tab.wait_for_url(re.compile(r"/t/\d+/how-does"))
    answerer = walk(asker.tab.url.removeprefix(house.address), "bo")
    answerer.press("r")
    answerer.type("Turn the whole pack back, four by four.")
    answerer.press("Control+Enter")
    answerer.tab.locator(".post", has_text="four by four").wait_for()
    asker.tab.reload()
    asker.to("This helped")
    asker.press("Enter")
    asker.tab.get_by_role("heading", name="The answer that helped").wait_for()
    finder = walk("/", "ada")
    finder.press("/")
    finder.type("tablet weave")
    finder.enter()
    finder.to("How does one begin a tablet weave")
    finder.press("Enter")
    finder.tab.wait_for_url(re.compile(r"/t/\d+/how-does"))


def comes_in(house: Any, walk: Any) -> Walk:
    """Return the walk of who has signed in and belongs to the weavers."""
    one = walk("/account/login/?next=/c/weaving")
    one.to("Email")
    one.type("cleo@example.org")
    one.to("Password")
    one.type(house.password)
    one.enter()
    one.tab.wait_for_url("**/c/weaving")
    if one.tab.get_by_role("button", name="Join").count():
        one.to("^Join$")
        one.enter()
        one.tab.get_by_text("Member", exact=True).wait_for()
    return one


def test_by_keyboard_a_coordinator_asks_people_in(house: Any, walk: Any) -> None:
    host = walk("/c/weaving", "ada")
    host.to("^Invite$")
    host.enter()
    host.to("E-mail address")
    host.type("dora@example.org")
    host.to("Send the invitation")
    host.enter()
    host.tab.get_by_text("dora@example.org").wait_for()
    host.to("A link for several")
    host.press("Enter")
    host.to("Make a link")
    host.enter()
    host.tab.get_by_label("Link", exact=True).wait_for()


def test_on_a_phone_one_joins_asks_and_accepts(house: Any, visit: Any) -> None:
    tab = visit("/c/weaving", "cleo", **PHONE)
    fits(tab)
    if tab.get_by_role("button", name="Join").count():
        tap(tab, tab.get_by_role("button", name="Join"))
    tap(tab, tab.locator(".places").get_by_role("link", name="Ask"))
    tab.get_by_label("Title").fill("Which yarn for a first scarf?")
    tab.get_by_label("What it is about, in full").fill("I have wool and a lot of time.")
    tap(tab, tab.get_by_role("button", name="Ask", exact=True))
    tab.wait_for_url(re.compile(r"/t/\d+/which-yarn"))

    other = visit(tab.url.removeprefix(house.address), "bo", **PHONE)
    other.get_by_label("Your reply").tap()
    other.get_by_label("Your reply").fill("Two-ply, not too smooth.")
    other.locator(".dock").get_by_role("button", name="Reply").tap()
    other.locator(".post", has_text="Two-ply").wait_for()
    fits(other)

    tab.reload()
    post = tab.locator(".post", has_text="Two-ply")
    post.get_by_role("link", name="This helped").tap()  # where it stands, with scripts
    tab.get_by_role("heading", name="The answer that helped").wait_for()
    fits(tab)
    tap(tab, tab.locator(".places").get_by_role("link", name="Find"))
    tab.get_by_label("What are you looking for?").fill("scarf yarn")
    tap(tab, tab.locator("main").get_by_role("button", name="Find"))
    tab.locator("main").get_by_role("link", name="Which yarn for a first scarf?").wait_for()


def test_on_a_phone_one_s_own_page_leads_to_everything_of_one_s_own(visit: Any) -> None:
    tab = visit("/", "bo", **PHONE)
    for name in ("Conversations", "Bookmarks", "Drafts", "What you follow", "Settings"):
        tap(tab, tab.locator(".places").get_by_role("link", name="You"))
        tap(tab, tab.locator("main").get_by_role("link", name=name))
        tab.get_by_role("heading", level=1, name=name).wait_for()


def test_on_a_phone_a_coordinator_asks_people_in(visit: Any) -> None:
    tab = visit("/c/weaving/invitations", "ada", **PHONE)
    tab.get_by_label("E-mail address").fill("emil@example.org")
    tap(tab, tab.get_by_role("button", name="Send the invitation"))
    tab.get_by_text("emil@example.org").wait_for()
