"""The settings area: one page a section, side by side as tabs. Each slice adds its own sections.

A slice calls `add_section` when its app is ready, and its page extends `ui/settings.html`.
"""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the settings. Sections stand in the order of their `place`."""

    key: str
    words: str | Promise
    address: str
    place: int


_sections: dict[str, Section] = {}


def add_section(key: str, words: str | Promise, address: str, *, place: int) -> None:
    """Let a section stand among the settings; its address begins with `/account/`."""
    _sections[key] = Section(key, words, address, place)


def settings_tabs() -> list[tuple[str, str, str]]:
    """Return (key, words, address) of every section, as `nav.tabs` takes them."""
    inorder = sorted(_sections.values(), key=lambda section: section.place)
    return [(each.key, str(each.words), each.address) for each in inorder]
