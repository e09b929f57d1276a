"""What pages send."""

import re

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tertulia.core.threads.actions import discard_draft

_THREAD = re.compile(r"(?:.*/t/)?([0-9]{1,18})(?:[/?#].*)?")


def posted_thread(request: HttpRequest, name: str) -> int | None:
    """Return the number of the thread that was named, by its number or its address."""
    found = _THREAD.fullmatch(request.POST.get(name, "").strip())
    return int(found[1]) if found else None


_STRETCH = re.compile(r"([0-9]{1,9})(?:\s*[-\u2013]\s*([0-9]{1,9}))?")


def posted_numbers(request: HttpRequest, name: str, most: int) -> set[int]:
    """Return the numbers that were written as `4-9, 12` or ticked one by one; at most `most`."""
    numbers: set[int] = set()
    for text in request.POST.getlist(name):
        for first, last in _STRETCH.findall(text):
            end = min(int(last or first), int(first) + most)
            numbers.update(range(int(first), end + 1))
            if len(numbers) > most:
                return numbers
    return numbers


def posted_text(request: HttpRequest, name: str) -> str:
    """Return a posted text with the line ends that it was typed with; forms send CR LF."""
    return request.POST.get(name, "").replace("\r\n", "\n")


def posted_saving(request: HttpRequest) -> int | None:
    """Return which saving of the draft the sent words were; None where the page does not say."""
    given = request.POST.get("draft_seq", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None


def let_draft_go(request: HttpRequest, key: str) -> None:
    """Let go of the draft under `key` whose words the form sent; what other windows wrote stays."""
    discard_draft(
        actor=request.actor,
        key=key[:80],
        sequence=posted_saving(request),
        window=request.POST.get("draft_window", "")[:40],
    )


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which shows the answer itself."""
    return "application/json" in request.headers.get("Accept", "")


def next_page(request: HttpRequest, otherwise: str) -> str:
    """Return the page of ours that the form wants to go on to, else `otherwise`."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else otherwise
