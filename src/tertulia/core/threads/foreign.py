"""What an importer hands in: rows of elsewhere, already checked for their form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

# The words by which a row adds to a thread; what opens one is asked of the kinds.
ADDING = ("reply", "answer", "comment")
# A foreign thread is remembered under this word, the posts under the word of their row.
THREAD = "thread"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ForeignRemoval:
    """Hidden at its old place: when, why, and by whom (a foreign key of a person)."""

    at: datetime
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ForeignRevision:
    """What a post said before."""

    number: int
    source: str
    source_format: str
    written_at: datetime
    editor: str = ""


@dataclass(frozen=True, slots=True)
class ForeignAnchor:
    """The place a post speaks about; `target` is the foreign key of a post of the same thread."""

    target: str = ""
    target_revision: int = 0
    paragraph: str = ""
    paragraph_index: int = 0
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0
    seconds_from: float | None = None
    seconds_to: float | None = None
    state: str = "found"


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A file that a post carries: its foreign key, its name, and where its bytes lie."""

    key: str
    name: str
    path: str


@dataclass(frozen=True, slots=True, eq=False)
class ForeignPost:
    """A post of elsewhere; one with `opens` (the name of a kind) opens its thread.

    `word` and `key` name it in its source, `thread` names its thread. `author`, and whoever else is
    named, are foreign keys of people; an empty one is nobody known. `line` is where it stands in
    the file. `aside` is what it holds that has no column here.
    """

    line: int
    word: str
    key: str
    thread: str
    created_at: datetime
    source: str
    source_format: str = "markdown"
    opens: str = ""
    title: str = ""
    author: str = ""
    alias: str = ""
    pos: int | None = None
    edited_at: datetime | None = None
    reply_to: str = ""
    root: str = ""
    tags: tuple[str, ...] = ()
    lane: str = ""
    language: str = ""
    closed_at: datetime | None = None
    closed_why: str = ""
    removal: ForeignRemoval | None = None
    revisions: tuple[ForeignRevision, ...] = ()
    anchor: ForeignAnchor | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    aside: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[ForeignFile, ...] = ()
    # Those of `files` that are here now, by their numbers here.
    kept_files: tuple[int, ...] = ()

    @property
    def people(self) -> set[str]:
        """The foreign keys of everybody it names."""
        named = {self.author, *(revision.editor for revision in self.revisions)}
        if self.removal:
            named.add(self.removal.by)
        return named - {""}


@dataclass(frozen=True, slots=True)
class ForeignLink:
    """What joins two threads; each end is the foreign key of a thread, or of a post of it."""

    line: int
    key: str
    source: str
    target: str
    relation: str
    created_at: datetime | None = None
    author: str = ""
    word: str = "link"


@dataclass(slots=True)
class Joined(Generic[Row]):
    """What became of rows that only join what came before: each is in one of the three lists."""

    added: list[Row] = field(default_factory=list)
    known: list[Row] = field(default_factory=list)
    left: list[tuple[Row, str]] = field(default_factory=list)


@dataclass(slots=True)
class Imported:
    """What became of a batch: each row is in one of the four lists.

    `added` is here now, `known` was here before, `waiting` came before its thread, `left` names
    rows left out with the reason. `noted`: lines that came in, but not wholly as they were.
    """

    added: list[ForeignPost] = field(default_factory=list)
    known: list[ForeignPost] = field(default_factory=list)
    waiting: list[ForeignPost] = field(default_factory=list)
    left: list[tuple[ForeignPost, str]] = field(default_factory=list)
    noted: list[tuple[int, str]] = field(default_factory=list)
