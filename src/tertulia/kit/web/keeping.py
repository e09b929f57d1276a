"""What is kept of pages and shows the place's own name or look: forgotten when that changes."""

from collections.abc import Callable

_forget: list[Callable[[], object]] = []


def keep_until_changed(forget: Callable[[], object]) -> None:
    """Have `forget` called when something that stands on every page has changed."""
    _forget.append(forget)


def forget_pages() -> None:
    """Let go of everything that is kept of pages in this process."""
    for forget in _forget:
        forget()
