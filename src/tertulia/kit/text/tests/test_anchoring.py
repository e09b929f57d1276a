"""A place is found again where it is, and nowhere else."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.kit.text import Paragraph
from tertulia.kit.text.anchoring import AROUND, Place, describe, refind
from tertulia.kit.text.paragraphs import ParagraphIds

WORDS = st.lists(st.text("abcdefghij", min_size=2, max_size=8), min_size=3, max_size=30)
TEXTS = st.lists(WORDS.map(" ".join), min_size=1, max_size=6)

FOX = "The quick brown fox jumps over the lazy dog near the river bank."
OWL = "An owl watches from the old oak, as owls have always done."
MICE = "Mice keep to the hedge at night and to the barn by day."


def paragraphs(*texts: str) -> list[Paragraph]:
    ids = ParagraphIds()
    return [Paragraph(ids.next(text), text) for text in texts]


def place(texts: list[Paragraph], exact: str, **given: object) -> Place:
    found = describe(texts, exact, **given)
    assert found is not None
    return found


def test_a_place_holds_the_quote_and_what_stands_around_it() -> None:
    now = paragraphs(OWL, FOX)
    was = place(now, "brown  fox\njumps")
    assert (was.paragraph, was.paragraph_index) == (now[1].id, 1)
    assert (was.exact, FOX[was.start : was.end]) == ("brown fox jumps", "brown fox jumps")
    assert (was.prefix, was.suffix) == ("The quick ", FOX[was.end : was.end + AROUND])


def test_words_that_are_not_there_have_no_place() -> None:
    assert describe(paragraphs(FOX), "purple fox") is None
    assert describe(paragraphs(FOX), "  ") is None
    assert describe([], "fox") is None


def test_among_several_the_meant_one_is_taken() -> None:
    now = paragraphs("fox and fox", "fox again")
    assert place(now, "fox").start == 0
    assert place(now, "fox", start=7).start == 8
    assert place(now, "fox", paragraph=now[1].id).paragraph_index == 1


@settings(deadline=None)
@given(TEXTS, st.data())
def test_in_an_unchanged_text_every_place_is_found_exactly(texts: list[str], data) -> None:
    now = paragraphs(*texts)
    index = data.draw(st.integers(0, len(texts) - 1))
    start = data.draw(st.integers(0, len(texts[index]) - 1))
    end = data.draw(st.integers(start + 1, len(texts[index])))
    exact = texts[index][start:end].strip()
    if exact:
        was = place(now, exact, paragraph=now[index].id, start=start)
        assert refind(was, now) == was


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_a_place_follows_its_paragraph_when_others_come_and_go(
    before: list[str], after: list[str]
) -> None:
    was = place(paragraphs(OWL, FOX, MICE), "brown fox jumps")
    now = paragraphs(*before, FOX, *after)
    found = refind(was, now)
    assert found is not None
    assert now[found.paragraph_index].text == FOX
    assert (found.exact, found.start) == (was.exact, was.start)


@settings(deadline=None)
@given(st.text("xyz ", max_size=60), st.text("xyz ", max_size=60))
def test_a_place_moves_with_the_words_around_it(before: str, after: str) -> None:
    was = place(paragraphs(FOX), "brown fox jumps")
    now = paragraphs(before + FOX + after)
    found = refind(was, now)
    assert found is not None
    assert found.start == was.start + len(before)
    assert now[0].text[found.start : found.end] == was.exact


def test_equal_words_are_told_apart_by_what_stands_around_them_then_by_position() -> None:
    was = place(paragraphs("take the red one", "and then the red one"), "the red", start=9)
    assert was.paragraph_index == 1
    found = refind(was, paragraphs("and then the red one", "take the red one!"))
    assert found is not None
    assert found.paragraph_index == 0
    twice = paragraphs("la la la la la")
    found = refind(place(twice, "la", start=6), twice)
    assert found is not None
    assert found.start == 6


def test_edited_words_are_found_where_they_are_much_the_same() -> None:
    was = place(paragraphs(OWL, FOX, MICE), "quick brown fox jumps over the lazy dog")
    now = paragraphs(OWL, MICE, FOX.replace("lazy", "sleepy").replace("fox", "foxes"))
    found = refind(was, now)
    assert found is not None
    assert found.exact == "quick brown foxes jumps over the sleepy dog"
    assert found.paragraph_index == 2


def test_long_quotes_are_compared_by_words() -> None:
    long = " ".join(f"word{n} of the long quotation" for n in range(40))
    was = place(paragraphs(f"Start. {long} End."), long)
    found = refind(was, paragraphs(OWL, f"Start. {long.replace('word7 of', 'term7 in')} End."))
    assert found is not None
    assert found.exact == long.replace("word7 of", "term7 in")


def test_words_that_are_gone_are_orphaned() -> None:
    was = place(paragraphs(OWL, FOX, MICE), "quick brown fox jumps over")
    assert refind(was, paragraphs(OWL, MICE)) is None
    assert refind(was, []) is None
    assert refind(was, paragraphs(OWL, "The slow green turtle sleeps under the busy cat.")) is None


def test_much_the_same_words_far_away_are_others() -> None:
    was = place(paragraphs(FOX, OWL, MICE), "quick brown fox jumps over the lazy dog")
    far = FOX.replace("lazy", "sleepy")
    assert refind(was, paragraphs("a b", "c d", "e f", "g h", far)) is None
    assert refind(was, paragraphs("a b", "c d", far)) is not None


def test_a_short_word_far_away_is_another_word() -> None:
    was = place(paragraphs("see the fox there", *[OWL] * 9), "fox")
    assert refind(was, paragraphs(*[OWL] * 8, "no such fox")) is None


@settings(deadline=None, max_examples=40)
@given(TEXTS, TEXTS)
def test_what_is_found_is_always_really_there(one: list[str], other: list[str]) -> None:
    for each in one:
        was = place(paragraphs(*one), each[: len(each) // 2].strip() or each)
        now = paragraphs(*other)
        found = refind(was, now)
        if found is not None:
            assert now[found.paragraph_index].id == found.paragraph
            assert now[found.paragraph_index].text[found.start : found.end] == found.exact
            assert len(found.prefix) <= AROUND
            assert len(found.suffix) <= AROUND


def test_huge_repetitive_texts_do_not_stall() -> None:
    before = time.thread_time()
    for exact, text in (
        ("ab " * 600, "ba " * 60_000),
        ("aaab" * 40, "aab" * 60_000),
        ("a", "a" * 200_000),
        ("a b " * 400, "b a a " * 30_000),
    ):
        was = place(paragraphs(exact), exact)
        refind(was, paragraphs(*[text] * 5))
    assert time.thread_time() - before < 20
