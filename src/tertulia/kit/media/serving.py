"""Sending a kept file: revalidated each time, in parts where asked, and never taken for a page.

Whoever calls has asked the permission, for this very request: a browser or a proxy may keep the
bytes, and must come back each time before it shows them.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from tertulia.kit.media.detecting import TYPES
from tertulia.kit.media.storing import BLOCK, path_of

# No script, no form, no address: even where something slipped through, it can do nothing.
POLICY = "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
_AT_ONCE = 1 << 18  # bytes up to which a file is sent in one piece
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class BadRange(Exception):
    """The part that was asked for is not in the file."""


def send_kept(
    request: HttpRequest, digest: str, *, content_type: str, name: str, is_public: bool
) -> HttpResponseBase:
    """Answer with the bytes called `digest`, or with the part that a Range header asks for.

    `is_public` says that anyone may read them, which lets shared caches keep them; they, too, ask
    again before each use. Raises FileNotFoundError where the bytes are gone.
    """
    path = path_of(digest)
    size = path.stat().st_size
    tag = f'"{digest[:32]}"'
    if _has_it(request, tag):
        return _dressed(HttpResponse(status=304), tag, content_type, name, is_public)
    try:
        part = _asked_part(request, tag, size)
    except BadRange:
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        return _dressed(refused, tag, content_type, name, is_public)
    first, last = part or (0, size - 1)
    response = _body(path, first, last - first + 1)
    if part:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    return _dressed(response, tag, content_type, name, is_public)


def _has_it(request: HttpRequest, tag: str) -> bool:
    held = request.META.get("HTTP_IF_NONE_MATCH", "")
    return held.strip() == "*" or tag in [
        part.strip().removeprefix("W/") for part in held.split(",")
    ]


def _asked_part(request: HttpRequest, tag: str, size: int) -> tuple[int, int] | None:
    """Return first and last byte of the one part that is asked for; None for the whole."""
    found = _RANGE.fullmatch(request.META.get("HTTP_RANGE", "").replace(" ", ""))
    if not found or not any(found.groups()) or len(found[0]) > 60:
        return None
    if request.META.get("HTTP_IF_RANGE", tag) != tag:
        return None
    first, last = found.groups()
    if not first:
        if not int(last):
            raise BadRange
        return max(0, size - int(last)), size - 1
    if int(first) >= size:
        raise BadRange
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if end >= int(first) else None


def _body(path: Path, first: int, length: int) -> HttpResponseBase:
    file = os.fdopen(os.open(path, os.O_RDONLY), "rb")
    file.seek(first)
    if length <= _AT_ONCE:
        with file:
            return HttpResponse(file.read(length))

    def pieces() -> Iterator[bytes]:
        left = length
        with file:
            while left and (block := file.read(min(BLOCK, left))):
                left -= len(block)
                yield block

    response = StreamingHttpResponse(pieces())
    response._resource_closers.append(file.close)  # type: ignore[attr-defined]
    return response


def _dressed(
    response: HttpResponseBase, tag: str, content_type: str, name: str, is_public: bool
) -> HttpResponseBase:
    known = TYPES.get(content_type)
    shown = known is not None and known.is_shown
    charset = "; charset=utf-8" if content_type == "text/plain" else ""
    response["Content-Type"] = f"{content_type}{charset}"
    response["Content-Disposition"] = _disposition(name, shown)
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-cache"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_vary_headers(response, ["Cookie", "Authorization"])
    return response


def _disposition(name: str, shown: bool) -> str:
    """Name the file for saving; only what browsers show safely is not always saved."""
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    how = "inline" if shown else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
