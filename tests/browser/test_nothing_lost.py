"""Whatever happens to a window, a line or a server: every character typed can be taken up again."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.writing import REPLY, WORDS, among_drafts, found, saved, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def place(house: Any) -> str:
    return f"/t/{house.threads['warp']}"


@pytest.fixture(autouse=True)
def _nothing_begun(house: Any, chromium: Any) -> Any:
    """Let go of what the journey before left."""
    yield
    for who in ("ada", "bo"):
        context = chromium.new_context()
        cookie = {"name": "tertulia_session", "value": house.people[who], "url": house.address}
        context.add_cookies([cookie])
        tab = context.new_page()
        tab.goto(house.address + "/drafts")
        while tab.get_by_role("button", name="Let it go").count():
            tab.get_by_role("button", name="Let it go").first.click()
        context.close()


def second_tab(tab: Any, address: str = "") -> Any:
    other = tab.context.new_page()
    other.set_default_timeout(8_000)
    other.goto(address or tab.url)
    return other


def test_two_tabs_at_one_composer(house: Any, visit: Any, place: str) -> None:
    one = visit(place, "bo")
    two = second_tab(one)
    one.get_by_label(REPLY).press_sequentially("The first tab speaks of ash.")
    saved(one)
    two.get_by_label(REPLY).press_sequentially("The second tab speaks of beech.")
    two.get_by_text("Both texts are kept").wait_for()
    expect(two.get_by_label("The other text")).to_have_value("The first tab speaks of ash.")
    two.get_by_label(REPLY).press_sequentially(" And it goes on.")
    saved(two)
    two.wait_for_timeout(1_200)
    for tab in (one, two):  # both are closed: nothing is in anybody's memory
        tab.close()
    again = visit(place, "bo")
    again.get_by_label("The other text").wait_for()
    texts = found(again)
    assert "The second tab speaks of beech. And it goes on." in texts
    assert "The first tab speaks of ash." in texts
    drafts = among_drafts(visit, "bo")
    assert "beech. And it goes on." in drafts
    assert "speaks of ash." in drafts


def test_two_tabs_that_take_turns(visit: Any, place: str) -> None:
    one = visit(place, "bo")
    two = second_tab(one)
    for turn in range(3):
        for name, tab in (("One", one), ("Two", two)):
            tab.get_by_label(REPLY).press_sequentially(f"{name} {turn}. ")
            tab.wait_for_timeout(1_300)
    one.close()
    two.close()
    again = visit(place, "bo")
    again.get_by_label("The other text").wait_for()
    texts = found(again)
    assert "One 0. One 1. One 2. " in texts
    assert "Two 0. Two 1. Two 2. " in texts


def test_what_one_tab_sends_leaves_the_others_words(visit: Any, place: str) -> None:
    one = visit(place, "bo")
    two = second_tab(one)
    one.get_by_label(REPLY).press_sequentially("Kept for later.")
    saved(one)
    two.get_by_label(REPLY).press_sequentially("Sent at once.")
    two.get_by_text("Both texts are kept").wait_for()
    two.keyboard.press("Control+Enter")
    two.locator(".post", has_text="Sent at once.").wait_for()
    expect(two.get_by_label(REPLY)).to_have_value("")
    one.close()
    two.close()
    again = visit(place, "bo")
    expect(again.get_by_label(REPLY)).to_have_value("Kept for later.")
    assert "Sent at once." not in found(again)


def test_the_other_text_takes_the_place_and_back(visit: Any, place: str) -> None:
    one = visit(place, "bo")
    two = second_tab(one)
    one.get_by_label(REPLY).press_sequentially("Of ash.")
    saved(one)
    one.close()
    two.get_by_label(REPLY).press_sequentially("Of beech.")
    two.get_by_text("Both texts are kept").wait_for()
    two.get_by_role("button", name="Show the other text").click()
    expect(two.get_by_label(REPLY)).to_have_value("Of ash.")
    expect(two.get_by_label("The other text")).to_have_value("Of beech.")
    two.wait_for_timeout(1_300)
    two.close()
    again = visit(place, "bo")
    expect(again.get_by_label(REPLY)).to_have_value("Of ash.")
    expect(again.get_by_label("The other text")).to_have_value("Of beech.")
    again.get_by_role("button", name="Let the other one go").click()
    again.wait_for_timeout(500)
    again.reload()
    expect(again.get_by_label(REPLY)).to_have_value("Of ash.")
    assert again.get_by_label("The other text").count() == 0


def test_two_devices(visit: Any, place: str) -> None:
    desk, train = visit(place, "bo"), visit(place, "bo")
    desk.get_by_label(REPLY).press_sequentially("From the desk.")
    saved(desk)
    train.get_by_label(REPLY).press_sequentially("From the train.")
    train.get_by_text("Both texts are kept").wait_for()
    desk.get_by_label(REPLY).press_sequentially(" More.")
    desk.wait_for_timeout(1_300)
    desk.context.close()
    train.context.close()
    texts = found(visit(place, "bo"))
    assert "From the desk. More." in among_drafts(visit, "bo")
    assert "From the desk. More." in texts


def test_a_device_takes_up_what_another_began(visit: Any, place: str) -> None:
    desk = visit(place, "bo")
    desk.get_by_label(REPLY).press_sequentially("Begun at the desk")
    saved(desk)
    train = visit(place, "bo")
    expect(train.get_by_label(REPLY)).to_have_value("Begun at the desk")
    train.get_by_label(REPLY).press("End")
    train.get_by_label(REPLY).press_sequentially(", ended on the train.")
    saved(train)
    assert train.locator("[data-others]").is_hidden()
    train.wait_for_timeout(1_000)
    expect(visit(place, "bo").get_by_label(REPLY)).to_have_value(
        "Begun at the desk, ended on the train."
    )


def test_the_line_goes_and_comes_back(visit: Any, place: str) -> None:
    tab = visit(place, "bo")
    tab.get_by_label(REPLY).press_sequentially("Before the tunnel, ")
    saved(tab)
    tab.context.set_offline(True)
    tab.get_by_label(REPLY).press_sequentially("in the tunnel, ")
    tab.get_by_text("Draft kept on this device").wait_for()
    tab.get_by_label(REPLY).press_sequentially("still in it.")
    tab.context.set_offline(False)
    saved(tab)
    tab.wait_for_timeout(300)
    assert "Before the tunnel, in the tunnel, still in it." in among_drafts(visit, "bo")


def test_two_tabs_without_a_line_that_are_closed(visit: Any, place: str) -> None:
    one = visit(place, "bo")
    two = second_tab(one)
    one.context.set_offline(True)
    one.get_by_label(REPLY).press_sequentially("Ash, said without a line.")
    two.get_by_label(REPLY).press_sequentially("Beech, said without a line.")
    one.wait_for_timeout(300)
    third = one.context.new_page()
    one.close()
    two.close()
    third.context.set_offline(False)
    third.goto(visit(place, "bo").url)
    third.get_by_text("Both texts are kept").wait_for()
    texts = found(third)
    assert "Ash, said without a line." in texts
    assert "Beech, said without a line." in texts
    saved(third)
    third.wait_for_timeout(300)
    drafts = among_drafts(visit, "bo")
    assert "Ash, said without a line." in drafts
    assert "Beech, said without a line." in drafts


def test_signed_out_elsewhere_and_in_again(house: Any, visit: Any, place: str) -> None:
    tab = visit("/account/login/")
    sign_in(tab, "bo", house.password)
    tab.goto(house.address + place)
    tab.get_by_label(REPLY).press_sequentially("Said while signed in, ")
    saved(tab)
    other = second_tab(tab, house.address + "/account/logout/")
    other.locator("main").get_by_role("button").first.click()
    other.wait_for_url(re.compile(r"/(?!account/logout)"))
    tab.get_by_label(REPLY).press_sequentially("and after it.")
    tab.get_by_text("You are signed out here. Your text is safe on this device.").wait_for()
    tab.keyboard.press("Control+Enter")
    tab.wait_for_timeout(300)
    expect(tab.get_by_label(REPLY)).to_have_value("Said while signed in, and after it.")
    tab.get_by_role("link", name="Sign in again").click()
    sign_in(tab, "bo", house.password)
    tab.wait_for_url(re.compile(r"/t/\d+"))
    expect(tab.get_by_label(REPLY)).to_have_value("Said while signed in, and after it.")
    saved(tab)
    assert "Said while signed in, and after it." in among_drafts(visit, "bo")


def test_signed_in_again_in_another_tab(house: Any, visit: Any, place: str) -> None:
    tab = visit("/account/login/")
    sign_in(tab, "bo", house.password)
    tab.goto(house.address + place)
    other = second_tab(tab, house.address + "/account/logout/")
    other.locator("main").get_by_role("button").first.click()
    other.wait_for_url(re.compile(r"/(?!account/logout)"))
    tab.get_by_label(REPLY).press_sequentially("Between two sessions.")
    tab.get_by_text("You are signed out here.").wait_for()
    other.goto(house.address + "/account/login/")
    sign_in(other, "bo", house.password)
    tab.get_by_label(REPLY).press_sequentially(" And on.")
    saved(tab)
    tab.keyboard.press("Control+Enter")
    tab.locator(".post", has_text="Between two sessions. And on.").wait_for()


def test_nobody_else_sends_what_one_typed(house: Any, visit: Any, place: str) -> None:
    tab = visit("/account/login/")
    sign_in(tab, "bo", house.password)
    tab.goto(house.address + place)
    other = second_tab(tab, house.address + "/account/logout/")
    other.locator("main").get_by_role("button").first.click()
    other.wait_for_url(re.compile(r"/(?!account/logout)"))
    other.goto(house.address + "/account/login/")
    sign_in(other, "ada", house.password)
    tab.get_by_label(REPLY).press_sequentially("Bo's own words.")
    tab.get_by_text("You are signed out here.").wait_for()
    tab.keyboard.press("Control+Enter")
    tab.wait_for_timeout(500)
    other.goto(house.address + place)
    expect(other.get_by_label(REPLY)).to_have_value("")
    assert other.locator(".post", has_text="Bo's own words.").count() == 0
    assert "Bo's own words." not in among_drafts(visit, "ada")


def test_a_link_is_followed_before_anything_was_saved(visit: Any, place: str) -> None:
    tab = visit(place, "bo")
    tab.get_by_label(REPLY).press_sequentially("Typed and gone.")
    tab.goto(tab.url.split("/t/")[0] + "/communities")
    tab.wait_for_timeout(300)
    assert "Typed and gone." in among_drafts(visit, "bo")
    tab.go_back()
    expect(tab.get_by_label(REPLY)).to_have_value("Typed and gone.")


def test_the_tab_is_closed_before_anything_was_saved(visit: Any, place: str) -> None:
    tab = visit(place, "bo")
    tab.get_by_label(REPLY).press_sequentially("Typed and closed.")
    tab.close(run_before_unload=True)
    texts = ""
    for _turn in range(20):
        texts = among_drafts(visit, "bo")
        if "Typed and closed." in texts:
            break
    assert "Typed and closed." in texts
    expect(visit(place, "bo").get_by_label(REPLY)).to_have_value("Typed and closed.")


def test_a_new_thread_with_all_its_fields(visit: Any) -> None:
    tab = visit("/c/weaving/new", "bo")
    tab.get_by_label("Title").fill("On tension")
    tab.get_by_label(WORDS).fill("It slackens.")
    tab.get_by_label("Topics").fill("tension, ")
    tab.get_by_label("Where it lies").select_option("lounge")
    tab.get_by_text("Ask with a poll").click()
    tab.get_by_label("What the poll asks").fill("Which beam?")
    tab.get_by_label("Its options, one a line").fill("Ash\nBeech")
    tab.get_by_label("By name").check()
    saved(tab)
    tab.context.close()
    again = visit("/c/weaving/new", "bo")
    expect(again.get_by_label("Title")).to_have_value("On tension")
    expect(again.get_by_label(WORDS)).to_have_value("It slackens.")
    expect(again.get_by_label("Topics")).to_have_value("tension, ")
    expect(again.get_by_label("Where it lies")).to_have_value("lounge")
    expect(again.get_by_label("What the poll asks")).to_have_value("Which beam?")
    expect(again.get_by_label("Its options, one a line")).to_have_value("Ash\nBeech")
    assert again.get_by_label("By name").is_checked()
    drafts = among_drafts(visit, "bo")
    for words in ("On tension", "It slackens.", "Which beam?", "Beech"):
        assert words in drafts


def test_an_edit_and_a_conversation(house: Any, visit: Any) -> None:
    edit = f"/posts/{house.threads['posts']['edited']}/edit"
    tab = visit(edit, "ada")
    area = tab.get_by_label("The words of the post")
    before = area.input_value()
    area.press("Control+End")
    area.press_sequentially(" It creaks.")
    tab.goto(house.address + "/communities")
    expect(visit(edit, "ada").get_by_label("The words of the post")).to_have_value(
        before + " It creaks."
    )
    tab = visit("/conversations/new", "ada")
    tab.get_by_label("To whom").fill("bo, cleo")
    tab.get_by_label("What you would like to say").fill("Sunday?")
    saved(tab)
    tab.context.close()
    again = visit("/conversations/new", "ada")
    expect(again.get_by_label("To whom")).to_have_value("bo, cleo")
    expect(again.get_by_label("What you would like to say")).to_have_value("Sunday?")
