"""Markdown to html: the one seam. Both parsers agree on CommonMark; the tests hold them to it.

comrak is fast and knows the extensions below. Only its `markdown_to_html` is used: its tree can be
made to end the process. Where it is not installed, markdown-it-py does the same without footnotes,
task lists, alerts, spoilers, formulas and shortcodes.

Raw html passes through here. What comes out is never shown before `narrowing` and `cleaning`.
"""

import re
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

Parse = Callable[[str], str]

# `math_code` stays off: "$`" again and again takes it seconds. Wiki links wait for a wiki.
EXTENSIONS = (
    "strikethrough",
    "table",
    "autolink",
    "tasklist",
    "footnotes",
    "alerts",
    "math_dollars",
    "shortcodes",
    "spoiler",
)

# markdown-it aligns cells by style, which no post may have.
_STYLED_CELL = re.compile(r'(<t[dh]) style="text-align:(?=\w+">)')


def comrak_parser(extensions: tuple[str, ...] = EXTENSIONS) -> Parse:
    """Return comrak with `extensions`; its options are built once."""
    import comrak

    chosen: dict[str, Any] = dict.fromkeys(extensions, True)
    extended = comrak.ExtensionOptions(**chosen)
    parsing = comrak.ParseOptions()
    rendering = comrak.RenderOptions(unsafe_=True)
    markdown_to_html = comrak.markdown_to_html

    def parse(source: str) -> str:
        return markdown_to_html(source, extended, parsing, rendering)

    return parse


def markdown_it_parser(extended: bool = True) -> Parse:
    """Return markdown-it-py: CommonMark, and where `extended` also tables and strikethrough."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 150})
    if not extended:
        return parser.render
    parser.enable(["table", "strikethrough"])

    def parse(source: str) -> str:
        return _STYLED_CELL.sub(r'\1 align="', parser.render(source))

    return parse


def chosen_parser() -> tuple[Parse, str]:
    """Return the parser of this installation and its name with version."""
    try:
        return comrak_parser(), f"comrak-ext {version('comrak-ext')}"
    except ImportError:
        return markdown_it_parser(), f"markdown-it-py {version('markdown-it-py')}"
