"""Pages put together from pieces that were deflated once, so that gzip costs only what is new."""

import zlib
from collections.abc import Iterable, Sequence
from struct import pack
from typing import Any

from django.http import HttpResponse

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"  # an empty last block
_STORED_BELOW = 48  # smaller pieces gain nothing from deflate
_RAW = -zlib.MAX_WBITS
_PLAIN_CONTENT: Any = HttpResponse.__dict__["content"]


class Fragment:
    """A piece of a page in both forms. `deflated` is a raw deflate stream without a last block.

    Build one with `Fragment.of(raw)` and keep it: deflating happens there and never again.
    """

    __slots__ = ("raw", "deflated")

    def __init__(self, raw: bytes, deflated: bytes) -> None:
        self.raw = raw
        self.deflated = deflated

    @classmethod
    def of(cls, raw: bytes, level: int = 6) -> "Fragment":
        """Return `raw` deflated for keeping; refers to nothing before or after it."""
        return cls(raw, deflate(raw, level))

    def __len__(self) -> int:
        return len(self.raw)

    def __reduce__(self) -> tuple:
        return Fragment, (self.raw, self.deflated)


Segment = bytes | Fragment


def deflate(raw: bytes, level: int = 1) -> bytes:
    """Return `raw` as deflate blocks that end on a byte and can stand beside any others."""
    if len(raw) < _STORED_BELOW:
        return pack("<BHH", 0, len(raw), len(raw) ^ 0xFFFF) + raw if raw else b""
    engine = zlib.compressobj(level, zlib.DEFLATED, _RAW)
    return engine.compress(raw) + engine.flush(zlib.Z_FULL_FLUSH)


def gzip_segments(segments: Iterable[Segment], raw: bytes) -> bytes:
    """Return one gzip file of `segments`, which together are `raw`; deflates only the `bytes`."""
    parts = [_HEADER]
    fresh: list[bytes] = []
    for segment in segments:
        if isinstance(segment, bytes):
            fresh.append(segment)
            continue
        if fresh:
            parts.append(deflate(b"".join(fresh)))
            fresh = []
        parts.append(segment.deflated)
    if fresh:
        parts.append(deflate(b"".join(fresh)))
    parts.append(_END)
    parts.append(pack("<II", zlib.crc32(raw), len(raw) & 0xFFFFFFFF))
    return b"".join(parts)


class ComposedResponse(HttpResponse):
    """A response whose body is a list of segments; `content` is all of them as they are.

    Assigning `content` replaces the segments by that one.
    """

    segments: list[Segment]
    # What the page shows and its versions, where a view says that it may be kept for visitors.
    kept_as: tuple[int, tuple[int, ...]] | None = None
    _container: list[Any]

    def __init__(self, segments: Sequence[Segment | str] = (), **options: Any) -> None:
        super().__init__(**options)
        # one list under both names: Django's `write()` appends to the second
        self.segments = self._container = [
            segment.encode() if isinstance(segment, str) else segment for segment in segments
        ]

    @property
    def content(self) -> bytes:
        return b"".join([s if isinstance(s, bytes) else s.raw for s in self.segments])

    @content.setter
    def content(self, value: Any) -> None:
        _PLAIN_CONTENT.__set__(self, value)
        self.segments = self._container = list(self._container)

    def gzipped(self, raw: bytes) -> bytes:
        """Return the body as a gzip file; `raw` is the `content` that one has at hand."""
        return gzip_segments(self.segments, raw)
