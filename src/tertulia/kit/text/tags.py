"""Which html may stand in a post: one list for the narrowing, the sanitiser and the tests."""

VOID = frozenset({"br", "hr", "img", "input", "wbr"})

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Elements that stand on a line of their own; every other one runs within a line.
BLOCK = HEADINGS | {
    "blockquote", "dd", "details", "div", "dl", "dt", "hr", "li", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip

# Elements that html parsers reopen by themselves when they were closed in the wrong order.
FORMATTING = frozenset({"a", "b", "code", "em", "i", "s", "small", "strong", "u"})

INLINE = FORMATTING | {
    "abbr", "br", "cite", "del", "dfn", "img", "input", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "samp", "span", "sub", "sup", "time", "var", "wbr",
}  # fmt: skip

ALLOWED = frozenset(BLOCK | INLINE)

ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "id"},
    "abbr": {"title"},
    "code": {"class", "data-math-style"},
    "details": {"open"},
    "img": {"alt", "src", "title", "width", "height"},
    "input": {"checked"},
    "li": {"id"},
    "ol": {"start"},
    "span": {"data-math-style"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    "time": {"datetime"},
}

CLASSES: dict[str, set[str]] = {
    "a": {"footnote-backref"},
    "div": {
        "markdown-alert",
        *(f"markdown-alert-{k}" for k in ("note", "tip", "important", "warning", "caution")),
    },
    "p": {"markdown-alert-title"},
    "section": {"footnotes"},
    "span": {"spoiler"},
    "sup": {"footnote-ref"},
}

SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# Their content is program or drawing, not text: dropped with them.
DROPPED = frozenset({"script", "style", "svg"})
