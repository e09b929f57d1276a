"""What one writes is never lost, and is sent in place."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from tertulia.kit.ui.tests.stage import Stage, page
from tertulia.kit.ui.tests.test_thread_page import post

pytestmark = pytest.mark.browser

PAGE = """{% extends "ui/layout.html" %}{% import "ui/conversation.html" as talk %}
{% import "ui/composer.html" as composer %}
{% block main %}<div data-thread="1">
<div data-posts data-last="2">{% for p in posts %}{{ talk.post(p) }}{% endfor %}</div>
{{ composer.composer("/t/1/reply", csrf_input, draft, "Your reply", "Send", error=error) }}
<viewer-facts data-person-id="9" data-can-write="1"></viewer-facts></div>{% endblock %}
{% block scripts %}{% for name in ("thread", "reading", "composer") %}
<script type="module" src="{{ static('ui/' ~ name ~ '.js') }}"></script>
{% endfor %}{% endblock %}"""
DRAFT = "/drafts/thread-1"


@pytest.fixture
def show(stage: Stage, browser: Any) -> Any:
    def show(source: str = "", seq: int = 0, error: str = "") -> Any:
        draft = SimpleNamespace(key="thread-1", seq=seq, source=source, title="")
        posts = [post(1, html="<p>Which grid?</p><p>And when?</p>"), post(2, html="<p>Mine</p>")]
        stage.pages["/t/1/t"] = page(PAGE, draft=draft, posts=posts, error=error)
        return browser(stage.address + "/t/1/t")

    return show


def kept(tab: Any) -> str | None:
    return tab.evaluate("Object.entries(localStorage).find(e => e[0].includes('draft'))?.[1]")


def said(stage: Stage) -> dict[str, Any]:
    body = stage.bodies("PUT", DRAFT)[-1]
    return {name: body[name] for name in ("seq", "source", "title")}


def test_a_draft_goes_to_the_server_and_then_leaves_the_device(stage: Stage, show: Any) -> None:
    tab = show()
    tab.get_by_label("Your reply").press_sequentially("Half a voxel")
    assert "Half a voxel" in kept(tab)
    tab.get_by_text("Draft saved").wait_for()
    assert said(stage) == {"seq": 1, "source": "Half a voxel", "title": ""}
    assert kept(tab) is None
    tab.get_by_label("Your reply").press_sequentially("!")
    tab.wait_for_timeout(1300)
    assert stage.bodies("PUT", DRAFT)[-1]["seq"] == 2


def test_a_text_the_server_never_got_comes_back(stage: Stage, show: Any) -> None:
    stage.answers["PUT", DRAFT] = (503, "")
    tab = show()
    tab.get_by_label("Your reply").press_sequentially("Half a voxel")
    tab.get_by_text("Draft kept on this device").wait_for()
    tab.close()
    again = show()
    expect(again.get_by_label("Your reply")).to_have_value("Half a voxel")


def test_a_newer_draft_from_elsewhere_destroys_nothing(stage: Stage, show: Any) -> None:
    stage.answers["PUT", DRAFT] = (409, {"seq": 7, "source": "From the train", "title": ""})
    tab = show()
    area = tab.get_by_label("Your reply")
    area.press_sequentially("From the desk")
    tab.get_by_text("Both texts are kept").wait_for()
    assert area.input_value() == "From the desk"
    stage.answers["PUT", DRAFT] = (204, "")
    tab.get_by_role("button", name="Show the other text").click()
    assert area.input_value() == "From the train"
    tab.get_by_role("button", name="Show the other text").click()
    assert area.input_value() == "From the desk"
    tab.wait_for_timeout(1300)
    assert said(stage) == {"seq": 8, "source": "From the desk", "title": ""}


def test_a_reply_is_sent_by_key_and_stands_in_place(stage: Stage, show: Any) -> None:
    source = """{% import "ui/conversation.html" as talk %}{{ talk.post(p) }}"""
    html = page(source, p=post(3, author=9, html="<p>Half a voxel</p>"))
    stage.answers["POST", "/t/1/reply"] = (201, {"id": 103, "number": 3, "html": html})
    tab = show()
    tab.get_by_label("Your reply").press_sequentially("Half a voxel")
    tab.keyboard.press("Control+Enter")
    tab.locator("#post-103").wait_for()
    assert tab.get_by_label("Your reply").input_value() == ""
    assert kept(tab) is None
    assert tab.url == stage.address + "/t/1/t"


def test_a_refusal_is_said_and_the_text_stays(stage: Stage, show: Any) -> None:
    stage.answers["POST", "/t/1/reply"] = (429, {"detail": "Wait a moment."})
    tab = show()
    tab.get_by_label("Your reply").fill("Half a voxel")
    tab.get_by_role("button", name="Send").click()
    tab.get_by_text("Wait a moment.").wait_for()
    assert tab.get_by_label("Your reply").input_value() == "Half a voxel"
    assert tab.get_by_label("Your reply").get_attribute("aria-invalid") == "true"


def test_quoting_takes_the_words_the_name_and_the_place(show: Any) -> None:
    tab = show()
    tab.locator("#post-101 [data-quote]").click()
    value = tab.get_by_label("Your reply").input_value()
    assert value == "[Person 4 wrote](/t/1/t/1#p1):\n\n> Which grid?\n>\n> And when?\n\n"
    assert tab.locator("input[name=reply_to]").input_value() == "1"


def test_preview_shows_what_the_server_makes_of_it(stage: Stage, show: Any) -> None:
    stage.answers["POST", "/preview"] = (200, "<p>Rendered <b>so</b></p>")
    tab = show("Source")
    tab.get_by_role("button", name="Preview").click()
    tab.get_by_text("Rendered so").wait_for()


@pytest.mark.parametrize(
    ("button", "wanted"),
    [
        ("Bold (Ctrl+B)", "**half** a voxel"),
        ("Italic (Ctrl+I)", "_half_ a voxel"),
        ("Code", "`half` a voxel"),
        ("Quotation", "> half a voxel"),
        ("List", "- half a voxel"),
        ("Link (Ctrl+K)", "[half](https://) a voxel"),
    ],
)
def test_formatting_by_button(show: Any, button: str, wanted: str) -> None:
    tab = show("half a voxel")
    tab.get_by_label("Your reply").evaluate("area => area.setSelectionRange(0, 4)")
    tab.get_by_role("button", name=button).click()
    assert tab.get_by_label("Your reply").input_value() == wanted


def test_without_scripts_the_form_is_a_form(stage: Stage, show: Any, chromium: Any) -> None:
    show(error="Please write something.")
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(stage.address + "/t/1/t")
    assert tab.get_by_text("Please write something.").is_visible()
    assert tab.locator("#post-101 [data-for='author']").first.is_hidden()  # menu shut
    tab.locator("#post-101 summary").click()
    assert tab.locator("#post-101 [data-for='author']").first.is_visible()
    tab.get_by_label("Your reply").fill("Half a voxel")
    tab.get_by_role("button", name="Send").click()
    assert "Half a voxel" in stage.came[-1][2]
    context.close()
