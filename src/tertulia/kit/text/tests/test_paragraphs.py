"""Paragraphs and their ids; plain text; excerpts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.kit.text import Paragraph, paragraphs, render
from tertulia.kit.text.excerpts import excerpt

BLOCKS = st.lists(
    st.sampled_from(["one", "two *words*", "- a\n- b", "> q", "# h", "```\nx = 1\n```", "$x^2$"]),
    max_size=8,
)


def test_each_block_at_the_top_is_a_paragraph_with_its_text() -> None:
    html = render("# A  b\n\nc\n*d* &amp; e\n\n- f\n- g\n\n---\n\n```\nx\n```").html
    assert [p.text for p in paragraphs(html)] == ["A b", "c d & e", "f g", "", "x"]


def test_text_without_a_block_is_a_paragraph_too() -> None:
    html = render("a <b>b</b><div>c</div>d<br>e", source_format="html").html
    assert [p.text for p in paragraphs(html)] == ["a b", "c", "de"]


@settings(deadline=None)
@given(BLOCKS)
def test_ids_differ_within_a_text(blocks: list[str]) -> None:
    found = paragraphs(render("\n\n<!-- -->\n\n".join(blocks)).html)
    assert len(found) == len(blocks)
    assert len({p.id for p in found}) == len(found)
    assert all(len(p.id) <= 40 for p in found)


@settings(deadline=None)
@given(BLOCKS, BLOCKS)
def test_ids_stay_when_something_else_is_edited(before: list[str], after: list[str]) -> None:
    def ids(*blocks: str) -> list[str]:
        return [p.id for p in paragraphs(render("\n\n<!-- -->\n\n".join(blocks)).html)]

    mine = ids("mine alone")
    assert ids(*before, "mine alone", *after)[len(before)] == mine[0]
    assert ids(*before, "mine alone")[: len(before)] == ids(*before, *after)[: len(before)]


def test_equal_paragraphs_are_counted() -> None:
    first, other, second = paragraphs(render("same\n\nother\n\nsame").html)
    assert first == Paragraph(second.id.removesuffix("-2"), "same")
    assert second.id.endswith("-2")
    assert first.id != other.id


def test_plain_text_is_what_search_needs() -> None:
    source = (
        "# Title\n\nwords[^1] *and* ||hidden|| $a^2$ `code`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "- one\n- [x] two\n\n```python\nx = 1\ny = 2\n```\n\n![a cat](https://x.org/c.png) "
        "![a dog](/media/d.png) &lt;b&gt;\\\nlast\n\n[^1]: note"
    )
    assert render(source).text == (
        "Title\nwords and hidden a^2 code\na b\n1 2\none\ntwo\nx = 1\ny = 2\n"
        "a cat a dog <b>\nlast\nnote"
    )


def test_excerpts_end_at_a_word_and_say_that_more_follows() -> None:
    assert excerpt("a few\nwords", 5) == "a few words"
    assert excerpt("one two, three four", 2) == "one two…"
    assert excerpt("", 5) == ""
    assert excerpt("one two", 2) == "one two"


def test_excerpts_of_scripts_without_spaces_end_too() -> None:
    text = "東京都" * 1_000
    assert excerpt(text, 10) == f"{text[:120]}…"
    assert len(excerpt("a" * 200_000, 20)) < 300
    assert len(excerpt("a " * 100_000, 20)) == 40
