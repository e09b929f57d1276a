"""A file of lines, read as a stream: plain, gzip or xz, from disk or from standard input."""

import gzip
import io
import lzma
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from django.utils.translation import gettext as _

from tertulia.kit.web.refusals import Refused

MAX_LINE = 16 * 1024 * 1024
STANDARD_INPUT = "-"
IN_FOLDER = "community.jsonl"
_GZIP, _XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"
_BOM = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `data` is None where it is longer than can be read."""

    number: int
    data: bytes | None


class Readable(Protocol):
    """Lines from wherever. `fraction`: how much of them is read; `broken`: why they break off."""

    broken: str

    @property
    def fraction(self) -> float | None: ...

    def __iter__(self) -> Iterator[Line]: ...


class Lines:
    """The lines of a file. `fraction`: how much of it is read, 0 to 1; None where unknown."""

    def __init__(self, raw: IO[bytes], size: int | None) -> None:
        self._raw = raw
        self._size = size
        self.broken = ""

    @property
    def fraction(self) -> float | None:
        return min(self._raw.tell() / self._size, 1.0) if self._size else None

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines that are not empty; `broken` then says whether the file breaks off."""
        try:
            yield from self._lines(_unpacked(self._raw))
        except (EOFError, OSError, lzma.LZMAError, zlib.error) as error:
            self.broken = _("The file is damaged or breaks off: %(why)s.") % {"why": error}

    def _lines(self, stream: IO[bytes]) -> Iterator[Line]:
        number = 0
        while data := stream.readline(MAX_LINE + 1):
            number += 1
            if number == 1:
                data = _without_mark(data)
            if len(data) > MAX_LINE and not data.endswith(b"\n"):
                _skip_line(stream)
                yield Line(number, None)
            elif not data.isspace() and data:
                yield Line(number, data)


@contextmanager
def lines_of(path: str) -> Iterator[Lines]:
    """Open `path` (`-`: standard input; a folder: the file that an export puts there)."""
    if path == STANDARD_INPUT:
        yield Lines(sys.stdin.buffer, None)
        return
    place = Path(path)
    if place.is_dir():
        place = place / IN_FOLDER
    try:
        raw = place.open("rb")
    except OSError as error:
        raise Refused(
            _("%(path)s cannot be read: %(why)s.") % {"path": place, "why": error.strerror}
        ) from error
    with raw:
        yield Lines(raw, os.fstat(raw.fileno()).st_size)


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    """Return what the file holds, whatever its name says."""
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)  # type: ignore[type-var]
    start = buffered.peek(len(_XZ))
    if start.startswith(_GZIP):
        return gzip.open(buffered, "rb")  # type: ignore[return-value]
    if start.startswith(_XZ):
        return lzma.open(buffered, "rb")
    return buffered


def _without_mark(data: bytes) -> bytes:
    if data.startswith(_WIDE):
        raise Refused(_("The file is in UTF-16. Please save it as UTF-8."))
    return data.removeprefix(_BOM)


def _skip_line(stream: IO[bytes]) -> None:
    while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass
