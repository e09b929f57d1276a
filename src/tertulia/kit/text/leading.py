"""Links in html that is ready: which addresses they have, and others in their place."""

import re
from collections.abc import Mapping
from html import escape, unescape

_LINK = re.compile(r'(<a (?:class="[^"]*" )?href=")([^"]*)')


def addresses_in(html: str) -> list[str]:
    """Return the addresses that links in `html` lead to, each once."""
    return list(dict.fromkeys(unescape(found[1]) for found in _LINK.findall(html)))


def with_addresses(html: str, leads: Mapping[str, str]) -> str:
    """Return `html` with its links leading to `leads[address]`, where that is known."""
    if not leads:
        return html

    def led(link: re.Match[str]) -> str:
        address = leads.get(unescape(link[2]))
        return link[0] if address is None else link[1] + escape(address)

    return _LINK.sub(led, html)
