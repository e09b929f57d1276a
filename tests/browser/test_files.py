"""Bringing a picture: chosen, described, sent, shown; and the same without scripts."""

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

pytestmark = pytest.mark.browser


def picture(name: str = "loom.png") -> dict[str, Any]:
    out = BytesIO()
    Image.linear_gradient("L").resize((1200, 600)).save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def paper(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def test_a_picture_is_brought_described_and_shown(house: Any, visit: Any) -> None:
    tab = visit(f"/t/{house.threads['warp']}", "bo")
    box = tab.get_by_label("Your reply")
    box.fill("My loom:")
    tab.set_input_files("form.composer input[name=file]", [picture(), paper("notes.txt", b"hm")])
    tab.locator(".file-item[data-id]").nth(1).wait_for()
    tab.locator(".alt-line:visible input").fill("A loom [old]")
    assert re.search(r"!\[A loom \\\[old\\\]\]\(/files/\d+/loom.png\)", box.input_value())
    tab.get_by_text("Draft saved").wait_for()
    tab.reload()
    assert tab.locator(".alt-line:visible input").input_value() == "A loom [old]"
    tab.get_by_label("Your reply").click()
    tab.locator(".dock").get_by_role("button", name="Reply").click()
    image = tab.get_by_role("img", name="A loom [old]").last
    image.wait_for()
    image.scroll_into_view_if_needed()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    assert tab.get_by_role("link", name="notes.txt").is_visible()
    assert tab.locator(".file-item").count() == 0


def test_what_is_not_taken_says_why_and_the_words_stay(house: Any, visit: Any) -> None:
    tab = visit(f"/t/{house.threads['warp']}", "bo")
    box = tab.get_by_label("Your reply")
    box.fill("Mine")
    tab.set_input_files("form.composer input[name=file]", paper("a.svg", b"<svg/>"))
    tab.get_by_text("a.svg: SVG drawings can carry scripts").wait_for()
    assert box.input_value() == "Mine"
    box.fill("")
    tab.get_by_text("Draft saved").wait_for()


def test_a_file_is_taken_out_again(house: Any, visit: Any) -> None:
    tab = visit("/c/weaving/new", "bo")
    tab.set_input_files("form.composer input[name=file]", picture())
    tab.locator(".file-item[data-id]").wait_for()
    tab.get_by_role("button", name="Take this file out").click()
    assert tab.locator(".file-item").count() == 0
    assert "/files/" not in tab.get_by_label("What it is about, in full").input_value()


def test_without_scripts_the_form_brings_it_to_the_draft(house: Any, visit: Any) -> None:
    tab = visit(f"/t/{house.threads['long']}", "bo", java_script_enabled=False)
    tab.get_by_label("Your reply").fill("Plainly")
    tab.set_input_files("form.composer input[name=file]", picture())
    tab.get_by_role("button", name="Add to the draft").click()
    words = tab.get_by_label("Your reply").input_value()
    tab.get_by_label("Your reply").click()  # the dock opens for whoever writes
    assert re.fullmatch(r"Plainly\n\n!\[loom.png\]\(/files/\d+/loom.png\)\n", words)
    tab.locator(".dock").get_by_role("button", name="Reply").click()
    assert tab.get_by_role("img", name="loom.png").last.get_attribute("width") == "1200"
