"""CommonMark: both parsers plainly, and what the extensions and the sanitiser make different."""

import re
from pathlib import Path

import pytest

from tertulia.kit.text import render
from tertulia.kit.text.parsers import Parse, comrak_parser, markdown_it_parser
from tertulia.kit.text.tests.data import commonmark_cases

# How the two write the same thing: an empty quotation has no line of its own.
_LOOKS = (("<blockquote></blockquote>", "<blockquote>\n</blockquote>"),)
_EXTENDED = {602, 608, 611, 612}

# Decoration: what `render` adds to every text without changing what it says.
_ADDED = re.compile(
    r' (?:data-paragraph|rel|tabindex|data-language|class)="[^"]*"|</?span[^>]*>|(?<=<[bh]r) /'
)
_HEADING = re.compile(r"(</?h)[1-6]")
_DOCUMENT = Path(__file__).resolve().parents[5] / "docs" / "markdown.md"


def _tabbed() -> list[tuple[int, str, str]]:
    """The cases; the file writes a tab as an arrow."""
    return [
        (case["number"], case["markdown"].replace("→", "\t"), case["html"].replace("→", "\t"))
        for case in commonmark_cases()
    ]


@pytest.mark.parametrize(
    "parse", [comrak_parser(()), markdown_it_parser(False)], ids=["comrak", "markdown-it"]
)
def test_either_parser_follows_commonmark_in_every_case(parse: Parse) -> None:
    cases = _tabbed()
    assert len(cases) == 652
    differ = [number for number, source, html in cases if _looks(parse(source)) != html]
    assert differ == []


def test_extensions_change_only_bare_addresses() -> None:
    parse = comrak_parser()
    assert {number for number, source, html in _tabbed() if parse(source) != html} == _EXTENDED


def test_document_lists_exactly_the_cases_that_a_post_shows_differently() -> None:
    differ = {
        number for number, source, html in _tabbed() if _said(render(source).html) != _said(html)
    }
    assert differ == _documented()


def _looks(html: str) -> str:
    for other, ours in _LOOKS:
        html = html.replace(other, ours)
    return html


def _said(html: str) -> str:
    """What the html says, without decoration, heading levels and white space between blocks."""
    html = _HEADING.sub(r"\1", _ADDED.sub("", html))
    html = html.replace("&quot;", '"').replace("&nbsp;", "\xa0")
    return re.sub(r"\s+", " ", html).replace("> <", "><").replace(" />", ">").strip()


def _documented() -> set[int]:
    rows = re.findall(
        r"^\| (\d+) \|.*\| ([\d, -]+) \|$", _DOCUMENT.read_text("utf-8"), re.MULTILINE
    )
    numbers: set[int] = set()
    for count, listed in rows:
        row = {number for part in listed.split(", ") for number in _range(part)}
        assert len(row) == int(count), f"the row says {count}, it lists {len(row)}"
        numbers |= row
    return numbers


def _range(part: str) -> range:
    first, _dash, last = part.partition("-")
    return range(int(first), int(last or first) + 1)
