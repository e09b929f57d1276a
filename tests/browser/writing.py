"""How journeys write, and where they look for what was written."""

import re
from typing import Any

REPLY = "Your reply"
WORDS = "What it is about, in full"


def saved(tab: Any) -> None:
    """Wait until the server keeps what stands in the composer."""
    tab.get_by_text("Draft saved").wait_for(state="attached")


def found(tab: Any) -> str:
    """Return every text that the page shows for taking up again, of the composer or beside it."""
    tab.locator("textarea").first.wait_for()
    texts = tab.locator("textarea:visible, .title-line, .composer input:visible")
    return "\n".join(texts.nth(at).input_value() for at in range(texts.count()))


def among_drafts(visit: Any, who: str) -> str:
    """Return all that the page of one's drafts holds."""
    tab = visit("/drafts", who)
    for each in tab.locator("main details").all():
        each.evaluate("(node) => (node.open = true)")
    texts = tab.locator("main textarea")
    boxes = [texts.nth(at).input_value() for at in range(texts.count())]
    return "\n".join([tab.locator("main").inner_text(), *boxes])


def sign_in(tab: Any, who: str, password: str) -> None:
    """Sign in by the page that asks for it."""
    tab.get_by_label("Email").fill(f"{who}@example.org")
    tab.get_by_label("Password").fill(password)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url(re.compile(r"/(?!account/login)"))


def eventually(tab: Any, holds: Any, what: str) -> None:
    """Wait until `holds()`; fail with `what` when it does not come true in time."""
    for _turn in range(80):
        if holds():
            return
        tab.wait_for_timeout(100)
    raise AssertionError(f"not within 8 s: {what}")
