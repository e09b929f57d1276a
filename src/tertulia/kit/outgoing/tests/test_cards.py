"""What a page says of itself, as plain words."""

import pytest

from tertulia.kit.outgoing import Fetched, NotFetched
from tertulia.kit.outgoing.cards import card_of


def page(
    html: str, kind: str = "text/html; charset=utf-8", url: str = "https://www.x.org/a"
) -> Fetched:
    return Fetched(url, kind, html.encode())


def test_what_is_said_for_others_comes_first() -> None:
    card = card_of(
        page(
            "<title>Plain</title><meta property='og:title' content='Fine &amp; <b>bold</b>'>"
            "<meta name=description content='About\n  it'><meta property=og:site_name content=X>"
        )
    )
    assert (card.title, card.description, card.site) == ("Fine & <b>bold</b>", "About it", "x.org")


def test_a_plain_page_has_its_title() -> None:
    assert card_of(page("<html><head><title> Plain\nwords </title>")).title == "Plain words"


def test_words_are_cut_and_carry_nothing_unseen() -> None:
    card = card_of(
        page(
            f"<title>a\u202eb\u0000c{'x' * 500}</title>"
            f"<meta name=description content='{'y' * 999}'>"
        )
    )
    assert card.title.startswith("a b")
    assert "\u202e" not in card.title
    assert (len(card.title), len(card.description)) == (200, 300)


@pytest.mark.parametrize("kind", ["text/html; charset=iso-8859-1", "text/html"])
def test_other_alphabets_are_read(kind: str) -> None:
    raw = "<meta charset='iso-8859-1'><title>Caf\u00e9</title>".encode("iso-8859-1")
    assert card_of(Fetched("https://x.org/", kind, raw)).title == "Caf\u00e9"


@pytest.mark.parametrize("kind", ["text/html; charset=nonsense", "text/html; charset=idna"])
def test_a_wrong_alphabet_is_no_fault(kind: str) -> None:
    assert card_of(page("<title>Words</title>", kind)).title == "Words"


@pytest.mark.parametrize(
    "given",
    [
        page("<title>x</title>", "application/pdf"),
        page("<title>x</title>", ""),
        page("<title> \u200b </title>"),
        page(""),
        page("no head at all"),
    ],
)
def test_what_is_no_page_has_no_card(given: Fetched) -> None:
    with pytest.raises(NotFetched):
        card_of(given)
