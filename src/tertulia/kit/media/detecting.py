"""What a file is, by its content alone. Its name and what a browser says of it are never asked."""

import codecs
import re
from dataclasses import dataclass
from typing import IO

HEAD = 4096


@dataclass(frozen=True, slots=True)
class FileType:
    """A form that is known: its content type, and the word that settings use for its family."""

    content_type: str
    family: str

    @property
    def is_shown(self) -> bool:
        """Whether a browser may show it as it is; everything else is only ever saved."""
        return self.family in ("picture", "audio", "video", "text")


def _known(family: str, *content_types: str) -> dict[str, FileType]:
    return {name: FileType(name, family) for name in content_types}


TYPES: dict[str, FileType] = {
    **_known("picture", "image/png", "image/jpeg", "image/gif", "image/webp"),
    **_known("audio", "audio/mpeg", "audio/ogg", "audio/wav", "audio/flac", "audio/mp4"),
    **_known("video", "video/mp4", "video/webm", "video/quicktime"),
    **_known("text", "text/plain"),
    **_known("document", "application/pdf", "application/x-ole-storage"),
    **_known("archive", "application/zip", "application/gzip", "application/x-xz"),
    **_known("drawing", "image/svg+xml"),
    **_known("page", "text/html"),
    **_known("program", "application/x-executable"),
    **_known("other-picture", "image/tiff", "image/bmp", "image/heic", "image/avif", "image/x-psd"),
}
FAMILIES = ("picture", "audio", "video", "text", "document", "archive")

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"8BPS", "image/x-psd"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xca\xfe\xba\xbe", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-executable"),
    (b"\xce\xfa\xed\xfe", "application/x-executable"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
# What browsers take for a page when nobody tells them what it is.
_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|iframe|table|style|title"
    rb"|img|a|br|p|h1|div|font|meta|link)[\s>]",
    re.I | re.S,
)
_DRAWING = re.compile(rb"<svg[\s>:/]", re.I)
_UNPRINTED = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def detect(file: IO[bytes]) -> FileType | None:
    """Return what `file` is, or None where it is nothing that is known here."""
    file.seek(0)
    head = file.read(HEAD)
    name = _signed(head) or (_written(file, head) if head else None)
    return TYPES[name] if name else None


def _signed(head: bytes) -> str | None:
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:2] == b"MZ" and _UNPRINTED.search(head):
        return "application/x-executable"
    if head[:2] == b"BM" and _UNPRINTED.search(head):
        return "image/bmp"
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 < 0xF0:
        return "audio/mpeg"
    return None


def _written(file: IO[bytes], head: bytes) -> str | None:
    """Return which writing it is; None where it is not UTF-8 text to its end."""
    head = head.removeprefix(codecs.BOM_UTF8)
    if _PAGE.match(head):
        return "text/html"
    if head.lstrip().startswith(b"<") and _DRAWING.search(head):
        return "image/svg+xml"
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while block := file.read(1 << 18):
            if _UNPRINTED.search(block):
                return None
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return "text/plain"
