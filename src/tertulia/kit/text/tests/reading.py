"""Looks at html as a browser would: all in it must be what a post may have."""

import re
from html.parser import HTMLParser

from tertulia.kit.text.maths import ATTRIBUTES as MATHS_ATTRIBUTES
from tertulia.kit.text.maths import ELEMENTS as MATHS
from tertulia.kit.text.tags import ALLOWED, ATTRIBUTES, VOID

_MADE = {
    "a": {"class", "rel", "role"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "img": {"loading", "decoding"},
    "input": {"type", "disabled", "aria-label"},
    "li": {"class"},
    "p": {"class"},
    "pre": {"tabindex", "data-language"},
    "section": {"class"},
    "span": {"class", "tabindex"},
    "sup": {"class"},
    "th": {"scope"},
}
_SCHEMES = ("http:", "https:", "mailto:", "tel:")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = MATHS_ATTRIBUTES | {"alttext"} if tag in MATHS else _allowed(tag)
        if tag not in ALLOWED | MATHS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in allowed:
                self.wrong.append(f"{tag} {name}={value!r}")
            if name in ("href", "src") and not _is_address(value or ""):
                self.wrong.append(f"{tag} {name}={value!r}")
            if name == "id":
                self.ids.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> out of place")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data}>")


def _is_address(value: str) -> bool:
    """Whether a browser would not see a program in it: no scheme, or a known one."""
    bare = re.sub(r"[\t\n\r]", "", value).strip("".join(map(chr, range(33)))).lower()
    return bare.startswith(_SCHEMES) or not re.match(r"[a-z][a-z0-9+.-]*:", bare)


def _allowed(tag: str) -> set[str]:
    return ATTRIBUTES.get(tag, set()) | _MADE.get(tag, set()) | {"data-paragraph"}


def wrongs(html: str) -> list[str]:
    """Return everything in `html` that no post may have: elements, attributes, addresses, order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.wrong + [f"<{tag}> never closed" for tag in reader.open]


def ids(html: str) -> list[str]:
    """Return the ids in `html`, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.ids
