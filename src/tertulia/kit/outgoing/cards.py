"""What a page says of itself in its head: OpenGraph's words, else the plain ones."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from tertulia.kit.outgoing.addresses import NotFetched
from tertulia.kit.outgoing.fetching import Fetched

TITLE, DESCRIPTION, SITE = 200, 300, 100
_CHARSET = re.compile(r"charset=[\"']?([\w-]{1,40})", re.I)
_META_CHARSET = re.compile(rb"<meta[^>]{1,200}charset=[\"']?([\w-]{1,40})", re.I)


@dataclass(frozen=True, slots=True)
class Card:
    """A page in short: plain words alone, each on one line."""

    title: str
    description: str
    site: str


def card_of(page: Fetched) -> Card:
    """Return the card of a fetched page; NotFetched where it is none, or says nothing."""
    if page.content_type.partition(";")[0].strip().lower() not in (
        "text/html",
        "application/xhtml+xml",
    ):
        raise NotFetched("it is no page")
    tree = LexborHTMLParser(_text(page))
    said: dict[str, str] = {}
    for meta in tree.css("meta[content]")[:200]:
        name = meta.attributes.get("property") or meta.attributes.get("name") or ""
        said.setdefault(name.strip().lower(), meta.attributes.get("content") or "")
    title = tree.css_first("title")
    words = said.get("og:title") or (title.text() if title else "") or said.get("twitter:title", "")
    about = said.get("og:description") or said.get("description", "")
    card = Card(
        _line(words, TITLE),
        _line(about, DESCRIPTION),
        _line(urlsplit(page.url).hostname or "", SITE).removeprefix("www."),
    )
    if not card.title:
        raise NotFetched("the page has no title")
    return card


def _text(page: Fetched) -> str:
    told = _CHARSET.search(page.content_type)
    meta = _META_CHARSET.search(page.body[:2048])
    name = told[1] if told else meta[1].decode("ascii") if meta else "utf-8"
    try:
        return page.body.decode(name, "replace")
    except (LookupError, ValueError):
        return page.body.decode("utf-8", "replace")


def _line(text: str, most: int) -> str:
    """Return words on one line, without what does not show or turns the reading order round."""
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    line = " ".join(shown.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
