"""Where an export goes: a file that is there whole or not at all."""

import gzip
import json
import lzma
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from tertulia.kit.web.refusals import Refused
from tertulia.lenses.exchange.lines import STANDARD_INPUT as STANDARD_OUTPUT

Row = Mapping[str, Any]
# Fields whose emptiness says something; others are left out when they are empty.
_ALWAYS = frozenset(("text", "html", "start", "end", "seconds_from", "number"))


def write_rows(rows: Iterable[Row], path: str, name: str) -> Counter[str]:
    """Write `rows` to `path`, one a line, and return how many of each kind.

    A name that ends in `.gz` or `.xz` is packed so; a folder gets a file called `name`; `-` is
    standard output. What stood at `path` is replaced when everything is written, not before.
    """
    if path == STANDARD_OUTPUT:
        return _write(rows, sys.stdout.buffer)
    place = Path(path)
    if place.is_dir() or path.endswith(os.sep):
        place = place / name
    part = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _private(part) as raw:
            with _packed(raw, place.suffix) as stream:
                counts = _write(rows, stream)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(place)
    except OSError as error:
        raise Refused(
            _("%(path)s cannot be written: %(why)s.") % {"path": place, "why": error.strerror}
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return counts


def _write(rows: Iterable[Row], stream: IO[bytes]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        kept = {name: value for name, value in row.items() if value or name in _ALWAYS}
        line = json.dumps(kept, ensure_ascii=False, default=_plain)
        stream.write(line.encode() + b"\n")
        counts[row["kind"]] += 1
    return counts


def _plain(value: Any) -> str:
    """Return what JSON has no form for: times in UTC, to the microsecond."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def _private(path: Path) -> IO[bytes]:
    """Open a file that its owner alone may read: an export holds what only some may see."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _packed(raw: IO[bytes], suffix: str) -> Any:
    """Return a stream onto `raw`; the same rows always make the same bytes."""
    if suffix == ".gz":
        return gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0)
    if suffix == ".xz":
        return lzma.LZMAFile(raw, "wb", preset=3)
    return os.fdopen(os.dup(raw.fileno()), "wb")
