"""The bytes of files that an export takes along, and an import takes back."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from tertulia.kit.media.storing import path_of
from tertulia.lenses.exchange.lines import STANDARD_INPUT
from tertulia.lenses.exchange.outgoing import FILES_FOLDER

Row = Mapping[str, Any]


def folder_of(path: str) -> Path | None:
    """Return the folder that a file of rows stands in; None for standard input and output."""
    if path == STANDARD_INPUT:
        return None
    place = Path(path)
    return place if place.is_dir() or path.endswith(os.sep) else place.parent


def with_bytes(rows: Iterable[Row], path: str) -> Iterator[Row]:
    """Yield `rows`, each after the bytes that it names lie beside it, once each.

    Standard output takes rows alone. Bytes that are gone are left out; their row says the size.
    """
    folder = folder_of(path)
    for row in rows:
        for file in row.get("files", ()) if folder else ():
            assert folder is not None
            _copy(file["path"].rpartition("/")[2], folder / FILES_FOLDER)
        yield row


def _copy(digest: str, folder: Path) -> None:
    target, source = folder / digest, path_of(digest)
    if target.exists() or not source.exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{digest}.{os.getpid()}"
    shutil.copyfile(source, part)
    part.chmod(0o600)
    part.replace(target)


def opened(folder: Path, path: str) -> IO[bytes] | None:
    """Return the bytes at `path` within `folder`; None where there are none, or it leads out."""
    try:
        found = (folder / path).resolve()
        if not found.is_relative_to(folder.resolve()) or not found.is_file():
            return None
        return found.open("rb")
    except (OSError, ValueError):
        return None
