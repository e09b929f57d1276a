"""Raw html made simple and shallow before the sanitiser parses it.

An html parser does quadratic work for elements inside each other, and reopens formatting elements
that were closed in the wrong order, once for each paragraph that follows. So what comes from people
passes here first: only allowed elements and attributes go on, every one is closed where it belongs,
nothing is deeper than `limits.MAX_DEPTH`. The sanitiser still decides; this only makes it cheap.
"""

import re
from collections.abc import Iterator

from tertulia.kit.text.limits import MAX_DEPTH, too_deep
from tertulia.kit.text.tags import (
    ALLOWED,
    ATTRIBUTES,
    BLOCK,
    CLASSES,
    DROPPED,
    FORMATTING,
    VOID,
)

RAW = re.compile(r"<[A-Za-z/!?]")

_TOKEN = re.compile(
    r"""<(?:
        (?P<comment>!--)
      | (?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)
        (?P<attributes>(?:[\s/]++(?:[^\s/>="'<]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++))?+)?+)*+)
        >
    )""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s/>="'<]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?+""")
_ENDINGS = {name: re.compile(f"</{name}[^>]*>", re.IGNORECASE) for name in DROPPED}
_KEPT = {
    name: ATTRIBUTES.get(name, set()) | ({"class"} if name in CLASSES else set())
    for name in ALLOWED
}
# What an element ends when it begins, and the elements that keep it from looking further out.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li", "p"}), frozenset({"ul", "ol"})),
    "dt": (frozenset({"dt", "dd", "p"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd", "p"}), frozenset({"dl"})),
    "td": (frozenset({"td", "th"}), frozenset({"table"})),
    "th": (frozenset({"td", "th"}), frozenset({"table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "a": (frozenset({"a"}), frozenset({"td", "th"})),
    **dict.fromkeys(
        ("thead", "tbody", "tfoot"), (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"}))
    ),
    **dict.fromkeys(
        BLOCK - {"li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "summary"},
        (frozenset({"p"}), frozenset({"td", "th", "table"})),
    ),
}


def narrow(html: str) -> str:
    """Return `html` well nested and bounded; raise TextRefused where it is too deep."""
    return "".join(_Narrowing(html).pieces())


_OF_TABLES = frozenset(("thead", "tbody", "tfoot", "tr", "td", "th", "caption"))


class _Narrowing:
    def __init__(self, html: str) -> None:
        self.html = html
        self.open: list[str] = []
        self.endless: set[str] = set()

    def pieces(self) -> Iterator[str]:
        html, at = self.html, 0
        while (start := html.find("<", at)) >= 0:
            yield html[at:start]
            found = _TOKEN.match(html, start)
            if found is None:
                yield "&lt;"
                at = start + 1
                continue
            at = found.end()
            name = (found["name"] or "").lower()
            if found["comment"]:
                at = self._after_comment(at)
            elif name in DROPPED and not found["close"]:
                at = self._after_content(name, at)
            elif name in ALLOWED:
                yield from self._tag(name, found)
        yield html[at:]
        yield from self._close_to(0)

    def _after_comment(self, at: int) -> int:
        """Return where the text goes on behind a comment; a comment that never ends is none."""
        end = -1 if "-->" in self.endless else self.html.find("-->", at - 2)  # "<!-->" is whole
        if end < 0:
            self.endless.add("-->")
            return at
        return end + 3

    def _after_content(self, name: str, at: int) -> int:
        """Return where the text goes on behind the end of `name`; `at` where it never ends."""
        end = None if name in self.endless else _ENDINGS[name].search(self.html, at)
        if end is None:
            self.endless.add(name)
            return at
        return end.end()

    def _tag(self, name: str, found: re.Match[str]) -> Iterator[str]:
        if found["close"]:
            yield from self._close(name)
            return
        if name in _OF_TABLES and "table" not in self.open:
            return  # parsers drop it, and what it was opened in would not be closed
        if name in _ENDS:
            yield from self._end(*_ENDS[name])
        if name in VOID:
            yield f"<{name}{_attributes(name, found['attributes'])}>"
            return
        self.open.append(name)
        if len(self.open) > MAX_DEPTH:
            raise too_deep()
        yield f"<{name}{_attributes(name, found['attributes'])}>"

    def _close(self, name: str) -> Iterator[str]:
        """Close `name` with what stands open in it; a cell is left only by its own kind."""
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth] == name:
                yield from self._close_to(depth)
                return
            if self.open[depth] in ("td", "th") and name not in ("tr", "table", "tbody", "thead"):
                return

    def _end(self, ended: frozenset[str], fence: frozenset[str]) -> Iterator[str]:
        """Close the outermost of `ended` that stands open within `fence`."""
        outermost = None
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth] in fence:
                break
            if self.open[depth] in ended:
                outermost = depth
        if outermost is not None:
            yield from self._close_to(outermost)

    def _close_to(self, depth: int) -> Iterator[str]:
        while len(self.open) > depth:
            yield f"</{self.open.pop()}>"


def _attributes(name: str, raw: str) -> str:
    """Return the allowed attributes of a tag, each once. Formatting elements keep none, so that
    the html parser sees equal ones as equal; but a link keeps its address and code its language."""
    kept = _KEPT[name]
    if not raw or not kept or (name in FORMATTING and name not in ("a", "code")):
        return ""
    values: dict[str, str] = {}
    for attribute, double, single, bare in _ATTRIBUTE.findall(raw):
        lowered = attribute.lower()
        if lowered in kept:
            values.setdefault(lowered, double or single or bare)
    return "".join(f' {key}="{value.replace(chr(34), "&quot;")}"' for key, value in values.items())
