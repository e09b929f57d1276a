"""What people come for, from the first visit on: read, come in, speak, be answered, find again."""

import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def thread(house: Any, name: str = "warp") -> str:
    return f"/t/{house.threads[name]}"


def test_a_newcomer_reads_signs_in_joins_and_starts_a_thread(house: Any, visit: Any) -> None:
    tab = visit("/")
    tab.get_by_role("link", name="Hand weaving").first.click()
    tab.get_by_role("link", name="The warp slackens on the left").click()
    tab.get_by_role("link", name="Sign in to reply").click()
    tab.get_by_label("Email").fill("cleo@example.org")
    tab.get_by_label("Password").fill(house.password)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url(re.compile(r"/t/\d+/the-warp"))
    tab.goto(house.address + "/c/weaving")
    tab.get_by_role("button", name="Join").click()
    tab.get_by_text("Member", exact=True).wait_for()
    tab.get_by_role("link", name="Start a thread").click()
    tab.get_by_label("Title").fill("First cloth: what to expect?")
    tab.get_by_label("What it is about, in full").fill("My first warp is on. What now?")
    tab.get_by_label("Topics").fill("beginning, warp")
    tab.get_by_role("button", name="Start the thread").click()
    tab.wait_for_url(re.compile(r"/t/\d+/first-cloth"))
    assert tab.get_by_role("heading", level=1).inner_text() == "First cloth: what to expect?"
    assert tab.get_by_role("link", name="beginning").is_visible()


def test_a_reply_is_drafted_previewed_sent_and_edited(house: Any, visit: Any) -> None:
    tab = visit(thread(house), "bo")
    box = tab.get_by_label("Your reply")
    box.fill("It is the *ratchet wheel*.")
    tab.get_by_text("Draft saved").wait_for()
    tab.reload()
    assert tab.get_by_label("Your reply").input_value() == "It is the *ratchet wheel*."
    tab.get_by_label("Your reply").click()
    tab.get_by_role("button", name="Preview").click()
    assert tab.locator("[data-preview] em").inner_text() == "ratchet wheel"
    tab.locator(".dock").get_by_role("button", name="Reply").click()
    post = tab.locator(".post", has_text="It is the ratchet wheel.").last
    post.wait_for()
    assert tab.get_by_label("Your reply").input_value() == ""
    post.get_by_label("More about").click()
    post.get_by_role("link", name="Edit").click()
    tab.get_by_label("The words of the post").fill("It is the *pawl*.")
    tab.get_by_role("button", name="Save").click()
    tab.locator(".post", has_text="It is the pawl.").wait_for()
    tab.locator(".post", has_text="It is the pawl.").get_by_role("link", name="edited").click()
    assert "pawl" in tab.locator(".diff ins").first.inner_text()


def test_two_who_edit_at_once_lose_nothing(house: Any, visit: Any) -> None:
    edit = f"/posts/{house.threads['posts']['first']}/edit"
    here, there = visit(edit, "ada"), visit(edit, "ada")
    words = "The words of the post"
    before = here.get_by_label(words).input_value()
    there.get_by_label(words).fill(before + "\n\nFrom there.")
    there.get_by_role("button", name="Save").click()
    there.wait_for_url(re.compile("/t/"))
    here.get_by_label(words).fill(before + "\n\nFrom here.")
    here.get_by_role("button", name="Save").click()
    here.get_by_text("edited meanwhile").wait_for()
    here.get_by_role("button", name="Show the other text").click()
    assert "From there." in here.get_by_label(words).input_value()


def test_anothers_reply_arrives_without_moving_what_is_read(house: Any, visit: Any) -> None:
    reader = visit(thread(house), "cleo", viewport={"width": 1200, "height": 600})
    reader.wait_for_timeout(300)
    reader.evaluate("scrollTo(0, 60)")
    place = "document.querySelector('.post .prose').getBoundingClientRect().top"
    before = reader.evaluate(place)
    writer = visit(thread(house), "ada")
    writer.get_by_label("Your reply").fill("I have oiled it, and it holds.")
    writer.locator(".dock").get_by_role("button", name="Reply").click()
    writer.get_by_text("I have oiled it, and it holds.").last.wait_for()
    line = reader.locator("[data-quiet-line] button")
    line.wait_for(state="attached")
    assert line.inner_text() == "1 new reply"
    assert reader.evaluate(place) == before
    line.dispatch_event("click")  # to scroll there would be enough to show them
    reader.locator(".post", has_text="I have oiled it").wait_for()


def test_a_list_goes_on_where_it_stands(house: Any, visit: Any) -> None:
    reader = visit("/c/weaving", "bo")
    reader.wait_for_timeout(300)
    row = reader.locator(f"[data-row='{house.threads['long']}']")
    order = "[...document.querySelectorAll('[data-row]')].map((each) => each.dataset.row)"
    before, count = reader.evaluate(order), int(row.locator("[data-count]").inner_text())
    writer = visit(f"{thread(house, 'long')}/-/{count + 1}", "ada")
    writer.get_by_label("Your reply").fill("One more line: a scarf.")
    writer.locator(".dock").get_by_role("button", name="Reply").click()
    row.get_by_text(str(count + 1), exact=True).wait_for()
    assert reader.evaluate(order) == before
    writer.goto(house.address + "/c/weaving/new")
    writer.get_by_label("Title").fill("A loom to give away")
    writer.get_by_label("What it is about, in full").fill("It is a large one.")
    writer.get_by_role("button", name="Start the thread").click()
    reader.get_by_role("button", name="1 new thread").click()
    assert reader.locator(".threads li").first.inner_text().startswith("AW\nA loom to give away")


def test_one_comes_back_to_where_one_left_off(house: Any, visit: Any) -> None:
    address = thread(house, "long")
    tab = visit(f"{address}/-/25", "cleo")
    tab.evaluate(
        """(address) => import("/static/ui/send.js").then(({ send }) =>
            send("PUT", `${address}/read`, { number: 24 }))""",
        address,
    )
    tab.goto(house.address + address)
    marked = tab.locator(".first-unread")
    assert marked.get_attribute("data-number") == "25"
    top = marked.bounding_box()["y"]
    assert 40 <= top <= 140
    link = tab.get_by_role("link", name="new posts since you were here")
    assert link.get_attribute("href").endswith("/25#p25")
    tab.get_by_role("spinbutton", name="Go to post").fill("3")
    tab.get_by_role("button", name="Go", exact=True).click()
    tab.wait_for_url(re.compile(r"/3#p3$"))
    assert tab.locator(".post[data-number='3']").is_visible()


def test_words_are_chosen_and_lead_to_their_place(house: Any, visit: Any) -> None:
    tab = visit(f"{thread(house)}/-/1", "bo", viewport={"width": 1200, "height": 800})
    tab.evaluate(
        """() => {
            const text = document.querySelector(".post [data-paragraph]").firstChild;
            const from = text.data.indexOf("left selvedge");
            getSelection().setBaseAndExtent(text, from, text, from + 13);
        }"""
    )
    tab.get_by_role("button", name="Reply to these words").click()
    tab.get_by_label("Your reply").fill("Is it the same on the right?")
    tab.keyboard.press("Control+Enter")
    chip = tab.locator(".post", has_text="Is it the same on the right?").locator(".words")
    assert chip.locator("q").inner_text() == "left selvedge"
    chip.click()
    assert tab.evaluate("document.activeElement.dataset.number") == "1"
    assert tab.evaluate("CSS.highlights.has('words')")


def test_what_was_said_is_found_again(house: Any, visit: Any) -> None:
    tab = visit("/", "bo")
    tab.keyboard.press("/")
    tab.keyboard.type("selvedge")
    tab.keyboard.press("Enter")
    hit = tab.locator("main").get_by_role("link", name="The warp slackens on the left")
    hit.first.click()
    tab.wait_for_url(re.compile(r"/t/\d+/the-warp"))


def test_the_keyboard_is_enough(house: Any, visit: Any) -> None:
    tab = visit("/c/weaving", "bo")
    tab.keyboard.press("j")
    tab.keyboard.press("o")
    tab.wait_for_url(re.compile(r"/t/\d+/"))
    tab.keyboard.press("r")
    tab.keyboard.type("By keyboard alone.")
    tab.keyboard.press("Control+Enter")
    tab.locator(".post", has_text="By keyboard alone.").wait_for()
    tab.evaluate("document.activeElement.blur()")
    tab.keyboard.press("g")
    tab.keyboard.press("h")
    tab.wait_for_url(house.address + "/")


def test_a_coordinator_lets_somebody_in(house: Any, visit: Any) -> None:
    tab = visit("/", "ada")
    tab.get_by_role("link", name="1 person asks to join The guild").click()
    assert tab.get_by_text("I weave since 1994.").is_visible()
    tab.get_by_role("button", name="Let in").click()
    tab.get_by_role("link", name="Bo Weaver").wait_for()
    assert visit("/c/guild", "bo").get_by_role("link", name="What we charge").is_visible()


def test_reading_and_writing_need_no_script(house: Any, visit: Any) -> None:
    tab = visit("/account/login/", java_script_enabled=False)
    tab.get_by_label("Email").fill("bo@example.org")
    tab.get_by_label("Password").fill(house.password)
    tab.get_by_role("button", name="Sign in").click()
    tab.goto(house.address + thread(house, "closed"))
    assert tab.get_by_text("The swap is over.").is_visible()
    tab.goto(f"{house.address}{thread(house)}/-/2")
    tab.locator(".post[data-number='2']").get_by_role("link", name="Reply").click()
    assert tab.get_by_text("Post 2", exact=True).is_visible()
    tab.get_by_label("Your reply").fill("Without a script.")
    tab.locator(".dock").get_by_role("button", name="Reply", exact=True).click()
    mine = tab.locator(".post", has_text="Without a script.")
    assert mine.get_by_text("Which one did you try?").is_visible()
    mine.get_by_label("More about").click()
    mine.get_by_role("link", name="Edit").click()
    tab.get_by_label("The words of the post").fill("Without any script.")
    tab.get_by_role("button", name="Save").click()
    assert tab.locator(".post", has_text="Without any script.").is_visible()
