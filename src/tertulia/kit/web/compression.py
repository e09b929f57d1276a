"""Whether and how the body of a response is compressed for this client."""

import zlib
from functools import lru_cache

from django.http import HttpResponse

from tertulia.kit.web.composed import ComposedResponse

SMALLEST = 500  # bytes; below, the gzip header and the work outweigh the gain
_LEVEL = 3
_GZIP_FORM = zlib.MAX_WBITS | 16
_WORTH = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/javascript",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/manifest+json",
    "image/svg+xml",
)
_BODILESS = frozenset((204, 206, 304))


@lru_cache(maxsize=256)
def accepts_gzip(header: bytes) -> bool:
    """Return whether an `Accept-Encoding` value prefers gzip to the plain body."""
    weights: dict[str, float] = {}
    for part in header.decode("latin-1").lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


@lru_cache(maxsize=256)
def _worth_it(content_type: str) -> bool:
    return content_type.startswith(_WORTH) and not content_type.startswith("text/event-stream")


@lru_cache(maxsize=256)
def _with_encoding(vary: str) -> str:
    names = [name.strip() for name in vary.split(",") if name.strip()]
    if "*" in names or any(name.lower() == "accept-encoding" for name in names):
        return vary
    return ", ".join([*names, "Accept-Encoding"])


def encoded_body(response: HttpResponse, accept: bytes) -> bytes:
    """Return the body for a client that sent `accept`.

    Sets Vary, Content-Encoding and ETag to match. A response that is small, partial, already
    encoded or not text goes out as it is.
    """
    raw = response.content
    headers = response.headers
    if (
        len(raw) < SMALLEST
        or response.status_code in _BODILESS
        or "Content-Encoding" in headers
        or not _worth_it(headers.get("Content-Type", ""))
    ):
        return raw
    headers["Vary"] = _with_encoding(headers.get("Vary", ""))
    if not accepts_gzip(accept):
        return raw
    headers["Content-Encoding"] = "gzip"
    tag = headers.get("ETag")
    if tag and not tag.startswith("W/"):
        headers["ETag"] = "W/" + tag  # the same page in other bytes
    if isinstance(response, ComposedResponse):
        return response.gzipped(raw)
    engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_FORM)
    return engine.compress(raw) + engine.flush()
