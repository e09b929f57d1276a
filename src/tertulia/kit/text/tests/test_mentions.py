"""Who a text speaks to."""

import pytest

from tertulia.kit.text import TextRefused, render
from tertulia.kit.text.mentions import MAX_MENTIONS, KnownHandles

LINK = '<a class="mention" href="/p/ada">'


def test_known_handles_become_links_and_unknown_ones_stay_words(ada_and_bob: KnownHandles) -> None:
    made = render("@ada, @Ada! (@ada) @nobody @bob-x: @ada.", known_handles=ada_and_bob)
    assert made.mentions == ("ada", "bob-x")
    assert made.html.count(LINK) == 4
    assert f"{LINK}@Ada</a>!" in made.html
    assert " @nobody " in made.html


def test_what_is_not_running_text_mentions_nobody(ada_and_bob: KnownHandles) -> None:
    source = (
        "`@ada` [@ada](https://x.org) me@ada.org https://x.org/@ada a@ada\n\n    @ada\n\n$@ada$"
    )
    made = render(source, known_handles=ada_and_bob)
    assert made.mentions == ()
    assert "mention" not in made.html


def test_a_word_run_into_a_handle_still_mentions(ada_and_bob: KnownHandles) -> None:
    made = render("@ada.Then @ada-made @ada's @田中 **@bob-x**", known_handles=ada_and_bob)
    assert made.mentions == ("ada", "田中", "bob-x")
    assert f"{LINK}@ada</a>.Then {LINK}@ada</a>-made {LINK}@ada</a>'s" in made.html
    assert 'href="/p/%E7%94%B0%E4%B8%AD">@田中</a>' in made.html


def test_the_longest_reading_wins() -> None:
    made = render("@ada.long", known_handles=lambda asked: asked)
    assert made.mentions == ("ada.long",)


def test_the_look_up_is_asked_once_and_only_when_there_is_something_to_ask() -> None:
    asked: list[set[str]] = []

    def known(handles: set[str]) -> set[str]:
        asked.append(handles)
        return handles

    render("@ada and @Bob", known_handles=known)
    render("nobody, me@x.org", known_handles=known)
    assert asked == [{"ada", "bob"}]


def test_nobody_is_mentioned_where_no_look_up_is_given() -> None:
    assert render("@ada").mentions == ()


def test_too_many_people_are_refused_and_one_person_often_is_not() -> None:
    many = " ".join(f"@p{n}" for n in range(MAX_MENTIONS + 1))
    with pytest.raises(TextRefused):
        render(many, known_handles=lambda asked: asked)
    with pytest.raises(TextRefused):
        render(" ".join(f"@p{n}" for n in range(10_000)), known_handles=lambda asked: set())
    assert render(many, known_handles=lambda asked: set()).mentions == ()
    assert render("@ada " * 10_000, known_handles=lambda asked: asked).mentions == ("ada",)
