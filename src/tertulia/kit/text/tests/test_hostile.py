"""Input that wants to break, stall or get through: shown safely or refused with a sentence."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.kit.text import TextRefused, render
from tertulia.kit.text.limits import MAX_DEPTH, MAX_MARKERS, MAX_SOURCE
from tertulia.kit.text.tests.data import text_data
from tertulia.kit.text.tests.reading import wrongs

# Not a measure of speed: nothing honest comes near it, and everything that stalls goes far beyond.
STALL_SECONDS = 5.0
FORMATS = ("markdown", "plain", "html")


def full(unit: str) -> str:
    """`unit` again and again, as long as a text may be; %d counts."""
    count = MAX_SOURCE // len(unit)
    text = (
        "".join(unit.replace("%d", str(n)) for n in range(count)) if "%d" in unit else unit * count
    )
    return text[:MAX_SOURCE]


HOSTILE = {
    "open brackets": full("["),
    "closed brackets": "[" * 90_000 + "]" * 90_000,
    "links": full("[a]("),
    "pictures": full("!["),
    "emphasis": full("*a "),
    "strong": full("**a *b "),
    "underscores": full("a_"),
    "backticks": "".join("`" * n + " " for n in range(600)),
    "dollars": full("$a"),
    "dollars and backticks": full("$`a"),
    "double dollars": full("$$a$$ "),
    "formulas": full("$\\frac{a}{b_%d}$ "),
    "spoilers": full("||a"),
    "tildes": full("~~a "),
    "colons": full(":a"),
    "entities": full("&#"),
    "wide table": "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000 + "\n" + "|\n" * 90_000,
    "big table": "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n" + ("|" + "b|" * 500 + "\n") * 190,
    "notes": "".join(f"[^{n}] " for n in range(3000)) + "\n\n" + "".join(
        f"[^{n}]: n\n\n" for n in range(3000)
    ),
    "one note often": "[^1]" * 49_000 + "\n\n[^1]: a",
    "references": full("[a]: /x\n"),
    "addresses": full("www.a.co "),
    "mail addresses": full("a@b.co "),
    "lists in lists": "".join(" " * n + "- a\n" for n in range(600)),
    "quotes by line": "\n".join("> " * (n % 50) + "a" for n in range(3_500)),
    "quotes": "> " * 20_000 + "a",
    "list marks": "- " * 50_000 + "a",
    "numbers": "1. " * 50_000 + "a",
    "headings": full("# a\n"),
    "alerts": full("> [!NOTE]\n"),
    "boxes": full("- [ ] a\n"),
    "mentions": full("@a%d "),
    "one mention": full("@ada "),
    "at signs": full("@"),
    "code blocks": full("```c\nint a;\n```\n"),
    "empty lines of code": "```c\n" + "\n" * 19_000 + "\n```",
    "code": "```csharp\n" + "a\n" * 9_000 + "```",
    "divs": full("<div>"),
    "unclosed formatting": full("<p><b id=%d>"),
    "formatting across tables": full("<table><b id=%d><tr><td></b></td></tr></table>"),
    "links across cells": full('<a href="%d"><table><tr><td>'),
    "spans across paragraphs": full("<span><p></span></p>"),
    "tags that never end": full("<a "),
    "quotes that never end": full('<p class="'),
    "attributes": "<p " + "".join(f"a{n} " for n in range(30_000)) + ">",
    "comments": full("<!-- "),
    "scripts": full("<script>"),
    "instructions": full("<?"),
    "sections": full("<![CDATA["),
    "spaces": full(" "),
    "new lines": full("\n"),
    "lone word": full("a"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("source_format", FORMATS)
def test_nothing_stalls(name: str, source_format: str) -> None:
    before = time.thread_time()
    with suppress(TextRefused):
        render(HOSTILE[name], source_format=source_format, known_handles=lambda asked: {"ada"})
    assert time.thread_time() - before < STALL_SECONDS


@pytest.mark.parametrize("name", HOSTILE)
def test_a_little_of_each_is_shown_safely(name: str) -> None:
    assert made_safe(HOSTILE[name][:3_000], "markdown")
    assert made_safe(HOSTILE[name][:3_000], "html")


@pytest.mark.parametrize(
    "source",
    [
        "a" * (MAX_SOURCE + 1),
        "a\x00b",
        "half a character: \ud83d",
        "> " * (MAX_MARKERS + 1) + "a",
        "> - 1. * + " * 11 + "a",
        "\n".join(" " * 2 * n + "- a" for n in range(MAX_DEPTH)),
        "*a **b " * MAX_DEPTH + "c** d* " * MAX_DEPTH,
        "<div>" * (MAX_DEPTH + 1),
        "[^1]" * 49_000 + "\n\n[^1]: a",
    ],
)
@pytest.mark.parametrize("known", [None, lambda asked: asked])
def test_refusals_are_sentences(source: str, known: object) -> None:
    with pytest.raises(TextRefused) as refused:
        render(source, known_handles=known)
    assert str(refused.value.sentence).endswith(".")
    assert len(str(refused.value)) > 20
    assert refused.value.field == "body"


def test_what_is_just_allowed_is_shown() -> None:
    assert render("a" * MAX_SOURCE).text == "a" * MAX_SOURCE
    assert render("> " * MAX_MARKERS + "a").text == "a"
    assert render("- " * 200).html.startswith("<hr"), "a rule is no nesting"
    assert render("> " + "* " * 200).html.count("<hr>") == 1


def test_naughty_strings_are_shown_safely_or_refused() -> None:
    strings = text_data("blns-npm-1.0.0.json")
    assert len(strings) > 400
    for source_format in FORMATS:
        for source in [*strings, "\n\n".join(strings)]:
            assert made_safe(source, source_format)


WORDS = st.sampled_from(
    "a @ada ``` ` * ** _ ~~ || | $ $$ [ ] ( ) ! < > </ <b> </b> <div> </div> <table> <td> <p> "
    '<a\u00a0href="x"> <li> <ul> <span> <script> </script> <!-- --> &lt; &#0; &amp; " \' = # - 1. '
    "[^1] [^1]: > :tada: https://x.org javascript: <svg> <math> <style> <img\u00a0src=x> <details> "
    "<summary> <h1> <code> <pre> <input\u00a0type=checkbox> <dl> <dt>".replace(" ", "\n").split(
        "\n"
    )
).map(lambda word: word.replace("\u00a0", " "))
SEPARATORS = st.sampled_from(["", " ", "\n", "\n\n", "\t", "    "])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(WORDS, SEPARATORS), max_size=40), st.sampled_from(FORMATS))
def test_any_mixture_is_safe_and_well_nested(
    pieces: list[tuple[str, str]], source_format: str
) -> None:
    assert made_safe("".join(word + space for word, space in pieces), source_format)


def test_a_cell_without_a_table_is_none() -> None:
    assert made_safe("<b><td>\n\n*", "markdown")
    assert "<td" not in render("<b><td>\n\n*").html


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(FORMATS))
def test_any_text_is_safe_and_well_nested(source: str, source_format: str) -> None:
    assert made_safe(source, source_format)


def made_safe(source: str, source_format: str) -> bool:
    try:
        made = render(source, source_format=source_format, known_handles=lambda asked: asked)
    except TextRefused:
        return True
    assert wrongs(made.html) == [], source
    return True


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<p onclick='x'>a</p>",
        "<p><b>a</p></b>",
        "<p>",
        "<a href='java\tscript:x'>a</a>",
        "<a href=' JavaScript:x'>a</a>",
        "<!-- a -->",
        "<p style='color:red'>a</p>",
    ],
)
def test_the_reader_of_these_tests_sees_what_is_wrong(html: str) -> None:
    assert wrongs(html)
