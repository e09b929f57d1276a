"""Reading the demonstration's content.

A file begins with lines `name: value`. A line `=== head` begins a part; what follows is its body.
In a thread the first body is its first post, and the heads of parts are:

    === HANDLE +2h10m                       a reply, so long after what came before
    === HANDLE +1d to 3                     a reply to post 3
    === HANDLE +1d on 3 "these words"       a remark on these words of post 3
    === DEED 5 WHAT by HANDLE +3m           something done to post 5 or the thread: see `deeds`

In a community the first parts are those of its charter; others say what was done around it:

    === DEED WHAT by HANDLE 12d ago         see `affairs`
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path

CONTENT = Path(__file__).with_name("content")
_PART = re.compile(r"^=== ?(.*)$", re.M)
_SPAN = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_REPLY = re.compile(
    r'(?P<who>\S+) \+(?P<after>\w+)(?: to (?P<to>\d+)| on (?P<on>\d+) "(?P<words>.+)")?'
)
_DEED = re.compile(
    r"(?P<deed>[a-z]+)(?: (?P<number>\d+))?(?: (?P<what>[^+]+?))? by (?P<who>\S+) \+(?P<after>\w+)"
)
_AFFAIR = re.compile(r"(?P<deed>[a-z]+)(?: (?P<what>.+?))? by (?P<who>\S+) (?P<ago>\w+) ago")


@dataclass(frozen=True)
class Page:
    """One file: its named values, the text before the first part, and its parts."""

    name: str
    values: dict[str, str]
    body: str
    parts: tuple[tuple[str, str], ...]

    def words(self, name: str) -> list[str]:
        """Return a value that lists things with commas between."""
        return [word.strip() for word in self.values.get(name, "").split(",") if word.strip()]


@dataclass(frozen=True)
class Event:
    """Something that somebody does in a thread, `ago` before now."""

    deed: str
    who: str
    ago: timedelta
    body: str
    number: int | None = None
    words: str = ""
    what: str = ""


@dataclass(frozen=True)
class Conversation:
    """A thread as it is told: how it begins and what follows."""

    page: Page

    @cached_property
    def events(self) -> list[Event]:
        """Return what happens, in order; raise ValueError for a file that cannot be told."""
        ago = span(self.page.values["ago"])
        found = [Event("start", self.page.values["by"], ago, self.page.body)]
        for head, body in self.page.parts:
            event = _event(head, body, ago)
            if event is None or event.ago <= timedelta(0):
                raise ValueError(f"{self.page.name}: cannot tell what happens at {head!r}")
            ago = event.ago
            found.append(event)
        return found


def _event(head: str, body: str, ago: timedelta) -> Event | None:
    if match := _DEED.fullmatch(head):
        number = int(match["number"]) if match["number"] else None
        after, what = ago - span(match["after"]), match["what"] or ""
        return Event(match["deed"], match["who"], after, body, number, what=what)
    if match := _REPLY.fullmatch(head):
        answered: str | None = match["to"] or match["on"]
        deed = "remark" if match["on"] else "reply"
        after = ago - span(match["after"])
        return Event(
            deed,
            match["who"],
            after,
            body,
            int(answered) if answered else None,
            match["words"] or "",
        )
    return None


def affairs(page: Page) -> Iterator[Event]:
    """Yield what was done around a community; raise ValueError for what cannot be told."""
    for head, body in page.parts:
        match = _AFFAIR.fullmatch(head)
        if match is not None:
            what = match["what"] or ""
            yield Event(match["deed"], match["who"], span(match["ago"]), body, what=what)
        elif not head.isidentifier():
            raise ValueError(f"{page.name}: cannot tell what happens at {head!r}")


def span(text: str) -> timedelta:
    """Return the time that `3d2h15m` says."""
    found = _SPAN.findall(text)
    if "".join(number + unit for number, unit in found) != text or not text:
        raise ValueError(f"{text!r} is no span of time")
    return timedelta(**{_UNITS[unit]: int(number) for number, unit in found})


def read_page(path: Path) -> Page:
    """Read one file of the content."""
    head, _blank, rest = path.read_text(encoding="utf-8").partition("\n\n")
    values = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if not colon:
            raise ValueError(f"{path.name}: {line!r} is no `name: value`")
        values[name.strip()] = value.strip()
    body, *parts = _PART.split("\n" + rest)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return Page(
        path.stem, values, body.strip(), tuple((one.strip(), two.strip()) for one, two in pairs)
    )


def people() -> list[Page]:
    """Return who takes part: one file each, named by handle."""
    return [read_page(path) for path in sorted((CONTENT / "people").glob("*.md"))]


def communities() -> list[Page]:
    """Return the communities, parents first."""
    pages = [read_page(path) for path in sorted((CONTENT / "communities").glob("*.md"))]
    return sorted(pages, key=lambda page: "parent" in page.values)


def conversations() -> Iterator[Conversation]:
    """Yield the threads."""
    for path in sorted((CONTENT / "threads").glob("*/*.md")):
        yield Conversation(read_page(path))
