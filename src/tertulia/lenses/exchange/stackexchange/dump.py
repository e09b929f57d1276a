"""A folder with the unpacked dump of a Stack Exchange site, as lines in the `jsonl` form."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tertulia.kit.web.refusals import Refused
from tertulia.lenses.exchange.lines import Line
from tertulia.lenses.exchange.report import Reason, Report
from tertulia.lenses.exchange.stackexchange import rows
from tertulia.lenses.exchange.stackexchange.folder import NAMES
from tertulia.lenses.exchange.stackexchange.shelf import Shelf
from tertulia.lenses.exchange.stackexchange.xml import Given, RowFile

POSTS, PEOPLE = "Posts", "Users"
# A post that is here is not looked at again: what belongs to it has to be whole when it comes.
_WHOLE_OR_NOT = ("Tags", "Votes", "PostHistory")
# Laying the files together is quick beside bringing them in.
_LAYING = 0.2


class Dump:
    """The lines of a dump; the same dump gives the same lines. `fraction`: how much is done.

    Everything but the people is first laid together by thread, in a temporary file. What cannot be
    brought in and is no line is noted in `report`; `tell` is called while nothing comes.
    """

    def __init__(self, folder: Path, report: Report, tell: Callable[[], None]) -> None:
        self.broken = ""
        self.fraction: float | None = 0.0
        self._folder = folder
        self._report = report
        self._tell = tell
        self._size = sum(self._path(name).stat().st_size for name in NAMES if self._has(name))
        self._read = self._number = 0
        self._laid = 0.0

    def __iter__(self) -> Iterator[Line]:
        for name in NAMES:
            if not self._has(name):
                why = _("%(file)s.xml is not in the folder: what it says is missing")
                self._report.note(None, why % {"file": name})
        with tempfile.TemporaryDirectory(prefix="tertulia-import-") as folder:
            shelf = Shelf(Path(folder))
            try:
                self._lay(shelf)
                yield from self._people()
                yield from self._talk(shelf)
            finally:
                shelf.close()

    def _has(self, name: str) -> bool:
        return self._path(name).is_file()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.xml"

    def _lay(self, shelf: Shelf) -> None:
        """Put everything but the people on the shelf."""
        shelf.put("tag", (pair for row in self._rows_of("Tags") for pair in _texts_about(row)))
        for name, table, made in (
            (POSTS, "post", partial(_post, shelf)),
            ("Comments", "comment", _beside),
            ("PostHistory", "history", _beside),
            ("Votes", "voted", _vote),
            ("PostLinks", "link", _link),
        ):
            twice = shelf.put(table, map(made, self._rows_of(name)))
            self._note(twice, _("rows with the id of one above in %(file)s.xml") % {"file": name})
        shelf.finish()

    def _rows_of(self, name: str) -> Iterator[Given]:
        """Yield the rows of a file that have a number; none where the file is not there."""
        if not self._has(name):
            return
        file = RowFile(self._path(name), name.casefold(), self._passed)
        for row in file:
            if _number(row, "Id") is None:
                self._note(1, _("rows without a number in %(file)s.xml") % {"file": name})
            else:
                yield row
        if file.broken and name in _WHOLE_OR_NOT:
            again = _("Nothing was brought in. Mend the file, or take it away to do without it.")
            raise Refused(f"{file.broken} {again}")
        self.broken = " ".join(filter(None, (self.broken, file.broken)))

    def _passed(self, size: int) -> None:
        self._read += size
        self.fraction = self._laid = _LAYING * min(self._read / max(self._size, 1), 1.0)
        self._tell()

    def _people(self) -> Iterator[Line]:
        for row in self._rows_of(PEOPLE):
            yield self._line(rows.person_row(row))

    def _talk(self, shelf: Shelf) -> Iterator[Line]:
        whole = max(shelf.count(), 1)
        done = 0
        for held in shelf.threads():
            for row in rows.thread_rows(held, shelf.tag_about):
                yield self._line(row)
                done += 1
            self.fraction = self._laid + (1 - self._laid) * min(done / whole, 1.0)
        for row in shelf.stray_comments():
            yield self._line(rows.comment_row(row, row.get("PostId", "")))
        yield from self._links(shelf)
        self._note(shelf.count_strays("vote"), _("votes on posts that are not in the dump"))
        self._note(shelf.count_strays("history"), _("history of posts that are not in the dump"))

    def _links(self, shelf: Shelf) -> Iterator[Line]:
        for row in shelf.links():
            ends = [_number(row, name) for name in ("PostId", "RelatedPostId")]
            source, target = (shelf.thread_of(end) if end is not None else None for end in ends)
            made = rows.link_row(row, source, target)
            if made is None:
                self._note(1, _("links within one thread, or of a type not known: kept with it"))
            else:
                yield self._line(made)

    def _line(self, row: dict[str, Any]) -> Line:
        self._number += 1
        return Line(self._number, json.dumps(row).encode())

    def _note(self, count: int, why: str) -> None:
        if count:
            self._report.noted.setdefault(why, Reason()).count += count


def _number(row: Given, name: str) -> int | None:
    try:
        number = int(row.get(name, ""))
    except ValueError:
        return None
    return number if abs(number) < 2**63 else None


def _post(shelf: Shelf, row: Given) -> tuple[int | None, int | None, str, str]:
    key = _number(row, "Id")
    return key, _thread(row, key, shelf), row.get("CreationDate", ""), json.dumps(row)


def _beside(row: Given) -> tuple[int | None, int | None, str, str]:
    created = row.get("CreationDate", "")
    return _number(row, "Id"), _number(row, "PostId"), created, json.dumps(row)


def _thread(row: Given, key: int | None, shelf: Shelf) -> int | None:
    """Return the post that opens the thread of a post."""
    if "ParentId" in row:
        return _number(row, "ParentId")
    if row.get("PostTypeId") == rows.TAG_IN_SHORT and key is not None:
        return shelf.wiki_of(key) or key
    return key


def _texts_about(row: Given) -> Iterable[tuple[int, int, str]]:
    """Yield the short and the long text about a tag, with the long one, which opens a thread."""
    short, long = _number(row, "ExcerptPostId"), _number(row, "WikiPostId")
    opening = long if long is not None else short
    return [
        (post, opening, row.get("TagName", ""))
        for post in (short, long)
        if post is not None and opening is not None
    ]


def _vote(row: Given) -> tuple[int | None, int | None, str, str]:
    kind, day = row.get("VoteTypeId", "?"), row.get("CreationDate", "")
    return _number(row, "Id"), _number(row, "PostId"), kind, day


def _link(row: Given) -> tuple[int | None, int | None, int | None, str]:
    post, related = _number(row, "PostId"), _number(row, "RelatedPostId")
    return _number(row, "Id"), post, related, json.dumps(row)
