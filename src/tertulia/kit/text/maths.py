"""Formulas: TeX to MathML that holds nothing but presentation, with the source beside it."""

import re
from functools import lru_cache
from html import escape, unescape

from latex2mathml.converter import convert

MAX_FORMULA = 1_000  # characters
MAX_BRACES = 30  # groups inside each other; the converter calls itself for each

ELEMENTS = frozenset(
    {"math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
     "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup",
     "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none"}
)  # fmt: skip
ATTRIBUTES = frozenset(
    {"accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display",
     "displaystyle", "fence", "form", "height", "largeop", "linethickness", "lspace", "mathsize",
     "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing",
     "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width"}
)  # fmt: skip
_TAG = re.compile(r"<(/?)([A-Za-z]+)([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(r'([A-Za-z]+)="([\w .,%#+-]*)"')
_GROUP = re.compile(r"[{}]|\\(?:left|right|begin|end)\b")


def formula(source: str, *, display: bool) -> str:
    """Return TeX `source` as a `math` element with `alttext`; as code where it is unreadable."""
    source = source.strip().strip("`")  # "$`...`$", as others write it
    mathml = _mathml(source, display) if _readable(source) else None
    if mathml is None:
        return f'<code class="math">{escape(source, quote=False)}</code>'
    return mathml


def _readable(source: str) -> bool:
    if not source or len(source) > MAX_FORMULA:
        return False
    depth = deepest = 0
    for mark in _GROUP.findall(source):
        depth += 1 if mark in ("{", "\\left", "\\begin") else -1
        deepest = max(deepest, depth)
    return deepest <= MAX_BRACES


@lru_cache(maxsize=1024)
def _mathml(source: str, display: bool) -> str | None:
    try:
        made = convert(source, display="block" if display else "inline")
    except Exception:  # the converter has a dozen ways to give up, and all mean the same
        return None
    parts: list[str] = []
    at = 0
    for found in _TAG.finditer(made):
        closing, name, attributes, alone = found.groups()
        if name not in ELEMENTS:
            return None
        # An unescaped mark outside a tag would be markup that nobody checked.
        text = made[at : found.start()]
        kept = "" if closing else _kept(attributes)
        parts += (escape(unescape(text), quote=False), f"<{closing}{name}{kept}{alone}>")
        at = found.end()
    parts.append(escape(unescape(made[at:]), quote=False))
    head = f'<math alttext="{escape(source)}"'
    return head + "".join(parts).removeprefix("<math")


def _kept(attributes: str) -> str:
    found = _ATTRIBUTE.findall(attributes)
    return "".join(f' {name}="{value}"' for name, value in found if name in ATTRIBUTES)
