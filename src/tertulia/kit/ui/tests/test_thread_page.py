"""What arrives while one reads, what one may do, and how far one has read."""

from types import SimpleNamespace
from typing import Any

import pytest

from tertulia.kit.ui.tests.stage import Stage, page

pytestmark = pytest.mark.browser

PAGE = """{% extends "ui/layout.html" %}{% import "ui/conversation.html" as talk %}
{% block main %}<div data-thread="1">
<div data-posts data-last="{{ last }}">{% for p in posts %}{{ talk.post(p) }}{% endfor %}</div>
<div class="quiet-line" data-quiet-line role="status" data-one="%s new reply"
 data-other="%s new replies"></div>
{% if tall %}<div>{% for n in range(90) %}<p>{{ n }}</p>{% endfor %}</div>{% endif %}
<viewer-facts data-person-id="9" data-can-write="1" data-can-moderate="{{ moderator }}"
 data-read-number="{{ read }}" data-new-label="New since your last visit"></viewer-facts>
</div>{% endblock %}
{% block scripts %}{% for name in ("thread", "reading") %}
<script type="module" src="{{ static('ui/' ~ name ~ '.js') }}"></script>
{% endfor %}{% endblock %}"""
POST = """{% import "ui/conversation.html" as talk %}{{ talk.post(p) }}"""


def post(number: int, author: int = 4, html: str = "") -> Any:
    by = SimpleNamespace(person_id=author, handle=f"p{author}", name=f"Person {author}")
    return SimpleNamespace(
        id=100 + number, number=number, thread_id=1, slug="t", by=by,
        html=html or f"<p>Words of {number}. " + "And more of them. " * 60 + "</p>",
        created_at="2026-11-20T10:00:00Z", edited_at=None, is_answer=False, reply_to=None,
    )  # fmt: skip


def frame(number: int, **more: Any) -> dict[str, Any]:
    html = page(POST, p=post(number, **more))
    return {
        "channel": "thread-1",
        "thread": 1,
        "post": 100 + number,
        "number": number,
        "html": html,
    }


@pytest.fixture
def show(stage: Stage, browser: Any) -> Any:
    def show(
        many: int = 4, *, last: int = 0, read: int = 0, moderator: str = "", **more: Any
    ) -> Any:
        posts = [post(n, author=9 if n == 2 else 4) for n in range(1, many + 1)]
        stage.pages["/t/1/t"] = page(
            PAGE, posts=posts, last=last or many, read=read, moderator=moderator,
            live_channels="thread-1", live_after=5, **more,
        )  # fmt: skip
        tab = browser(stage.address + "/t/1/t")
        for _turn in range(100):
            if stage.streams:
                return tab
            tab.wait_for_timeout(50)
        raise AssertionError("the page does not listen")

    return show


def test_new_posts_wait_behind_a_quiet_line(stage: Stage, show: Any) -> None:
    tab = show(tall=True)
    stage.tell("post.added", 6, **frame(5))
    stage.tell("post.added", 7, **frame(6))
    line = tab.get_by_role("button", name="2 new replies")
    line.wait_for()
    assert tab.locator("#post-105").count() == 0
    assert tab.evaluate("scrollY") == 0
    line.dispatch_event("click")  # to scroll there would be enough to show them
    tab.locator("#post-106").wait_for()
    order = tab.eval_on_selector_all("[data-number]", "all => all.map(e => e.dataset.number)")
    assert order == ["1", "2", "3", "4", "5", "6"]
    assert tab.evaluate("document.activeElement.id") == "post-105"


def test_at_the_end_of_the_thread_they_come_by_themselves(stage: Stage, show: Any) -> None:
    tab = show()
    tab.evaluate("document.querySelector('[data-quiet-line]').scrollIntoView()")
    tab.wait_for_timeout(200)
    stage.tell("post.added", 6, **frame(5))
    tab.locator("#post-105").wait_for(timeout=3000)
    stage.tell("post.added", 7, **frame(5))
    tab.wait_for_timeout(200)
    assert tab.locator("#post-105").count() == 1


def test_a_page_in_the_middle_points_to_where_they_stand(stage: Stage, show: Any) -> None:
    tab = show(last=60)
    stage.tell("post.added", 6, **frame(61))
    link = tab.get_by_role("link", name="1 new reply")
    link.wait_for()
    assert link.get_attribute("href") == "/t/1/-/61"


def test_edits_and_removals_are_drawn_where_the_post_stands(stage: Stage, show: Any) -> None:
    tab = show()
    stage.tell("post.edited", 6, **frame(2, author=9, html="<p>Better words</p>"))
    tab.get_by_text("Better words").wait_for()
    assert tab.locator("#post-102 [data-for~=author]").first.get_attribute("hidden") is None
    gone = page("{% import 'ui/conversation.html' as talk %}{{ talk.tombstone(103, 3, 'Gone') }}")
    stage.tell("post.removed", 7, **{**frame(3), "html": gone})
    tab.get_by_text("Gone").wait_for()
    assert tab.locator("[data-number]").count() == 4


def test_edit_and_remove_stand_only_by_ones_own_posts(show: Any) -> None:
    tab = show()
    hidden = "all => all.map(e => e.hidden)"
    assert tab.eval_on_selector_all("#post-103 [data-for^=author]", hidden) == [True] * 2
    assert tab.eval_on_selector_all("#post-102 [data-for^=author]", hidden) == [False] * 2
    assert tab.eval_on_selector_all("[data-for=writer]", hidden) == [False] * 8


def test_a_moderator_sees_them_everywhere(show: Any) -> None:
    tab = show(moderator="1")
    hidden = "all => all.some(e => e.hidden)"
    assert tab.eval_on_selector_all("[data-for~=moderator]", hidden) is False
    assert tab.eval_on_selector_all("#post-103 [data-for=author]", hidden) is True


def test_the_first_unread_post_is_marked_without_moving_anything(show: Any) -> None:
    tab = show(read=2)
    assert tab.locator(".first-unread").get_attribute("id") == "post-103"
    label = "getComputedStyle(document.querySelector('.first-unread'), '::before').content"
    assert tab.evaluate(label) == '"New since your last visit"'


def test_what_one_has_seen_is_said_to_the_server_seldom(stage: Stage, show: Any) -> None:
    tab = show(many=6)
    for number in range(2, 7):
        tab.evaluate(f"document.querySelector('#post-10{number}').scrollIntoView()")
        tab.wait_for_timeout(60)
    tab.wait_for_timeout(2600)
    said = [each["number"] for each in stage.bodies("PUT", "/t/1/read")]
    assert said[-1] == 6
    assert len(said) <= 2
