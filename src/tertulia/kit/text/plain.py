"""Text that is no Markdown: every character as it was typed, its lines, its web addresses."""

import re
from html import escape

_GAP = re.compile(r"\n(?:[^\S\n]*\n)+")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_AFTER = ".,:;!?)]}*_~"


def plain_to_html(source: str) -> str:
    """Return `source` as paragraphs with its line breaks, web addresses as links."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    blocks = (_linked(block).replace("\n", "<br>\n") for block in _GAP.split(source))
    return "\n".join(f"<p>{block}</p>" for block in blocks)


def _linked(text: str) -> str:
    parts: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        address = _trimmed(found[0])
        end = found.start() + len(address)
        shown = escape(address)
        parts += (escape(text[at : found.start()]), f'<a href="{shown}">{shown}</a>')
        at = end
    parts.append(escape(text[at:]))
    return "".join(parts)


def _trimmed(address: str) -> str:
    """Return the address without the punctuation of the sentence that it ends."""
    trimmed = address.rstrip(_AFTER)
    if "(" in trimmed and address[len(trimmed) :].startswith(")"):
        return trimmed + ")"
    return trimmed
