"""Files that are two things at once: a picture and a program, a document and a script.

Pictures are drawn anew and everything is served so that a browser does not guess, so none of these
would do what it was made for here. Whoever saves one and opens it elsewhere has no such shelter.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext_lazy as _

from tertulia.kit.media.detecting import FileType
from tertulia.kit.media.refusals import FileRefused

_WINDOW = 1 << 20
_OVERLAP = 64
_MARKUP = re.compile(
    rb"<script[\s>/]|<html[\s>]|<!doctype html|<svg[\s>/]|<iframe[\s>]|<\?php", re.I
)
_TAIL = 65_557  # the farthest from the end that a zip's directory may be named
_PDF_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)(?![A-Za-z])")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_PACKED = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.S)
_MOST_PACKED = 200  # packed parts of a document that are looked into
_MOST_UNPACKED = 1 << 20  # bytes of each


def refuse_two_faced(file: IO[bytes], kind: FileType) -> None:
    """Raise FileRefused where `file`, which is of `kind`, is something else as well."""
    if kind.family != "archive" and kind.family != "text" and _has_archive(file):
        raise FileRefused(_("This file has an archive hidden inside, so it was not taken."))
    if kind.family == "picture":
        if any(_MARKUP.search(window) for window in _windows(file)):
            raise FileRefused(_("This picture has a web page hidden inside, so it was not taken."))
        if b"%PDF-" in next(_windows(file), b"")[:1024]:
            raise FileRefused(_("This picture has a document hidden inside, so it was not taken."))
    if kind.content_type == "application/pdf" and _acts(file):
        raise FileRefused(
            _("This PDF carries a script or starts programs. Print it to a new PDF and send that.")
        )


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the file in pieces that overlap, so that nothing is hidden by standing across two."""
    file.seek(0)
    kept = b""
    while block := file.read(_WINDOW):
        yield kept + block
        kept = block[-_OVERLAP:]


def _has_archive(file: IO[bytes]) -> bool:
    """Say whether programs that unpack archives find a directory at the end, as they look."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) - at >= 22:
            length = struct.unpack_from("<I", tail, at + 12)[0]
            file.seek(max(0, size - len(tail) + at - length))
            if length and file.read(4) == b"PK\x01\x02":
                return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False


def _acts(file: IO[bytes]) -> bool:
    return any(_acting(window) for window in _windows(file)) or any(map(_acting, _unpacked(file)))


def _acting(text: bytes) -> bool:
    if b"#" in text:
        text = _PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), text)
    return bool(_PDF_ACTS.search(text))


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what the packed parts of a document say, so far as they are packed the usual way."""
    left = _MOST_PACKED
    for window in _windows(file):
        for found in _PDF_PACKED.finditer(window):
            if not left:
                return
            left -= 1
            try:
                yield zlib.decompressobj().decompress(window[found.end() :], _MOST_UNPACKED)
            except zlib.error:
                continue
