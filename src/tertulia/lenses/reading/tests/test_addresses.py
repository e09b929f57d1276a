"""The readable part of a thread's address never hides what one does with a thread."""

import contextlib

import pytest
from django.urls import Resolver404, resolve, reverse

from tertulia.core.threads.actions.writing import thread_slug
from tertulia.core.threads.addresses import TAKEN
from tests.routes import routes


def test_every_word_behind_a_thread_s_number_is_taken() -> None:
    start = "t/<thread_id>/"
    behind = {
        route.removeprefix(start).split("/")[0] for route in routes() if route.startswith(start)
    }
    assert {rest.split("/")[0] for rest in behind if not rest.startswith("<")} <= TAKEN


@pytest.mark.parametrize("word", sorted(TAKEN))
def test_a_thread_of_that_name_is_found_at_another_word(word: str) -> None:
    assert thread_slug(word) == f"{word}-thread"
    for slug in (f"{word}-thread", f"{word}s", f"a-{word}"):
        assert resolve(reverse("thread", args=[5, slug])).url_name == "thread"
        assert resolve(reverse("post", args=[5, slug, 7])).url_name == "post"
    with contextlib.suppress(Resolver404):
        assert resolve(f"/t/5/{word}").url_name not in ("thread", "post")
