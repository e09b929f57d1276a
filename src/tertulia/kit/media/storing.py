"""Where bytes lie: each file under the digest of its content, so that the same is kept once.

A file and the folders above it are on disk before its digest is returned, so a row that names it
can be committed safely. Bytes that no row names are swept, but never in their first hour: within
it the row of an upload under way must be committed.
"""

import fcntl
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

GRACE_SECONDS = 3600
BLOCK = 1 << 18
_DIGEST = re.compile(r"[0-9a-f]{64}")


def files_folder() -> Path:
    """Return where files lie; raise ValueError for a storage that this version does not know."""
    url = settings.TERTULIA.storage_url
    if not url:
        return settings.DATA_DIR / "files"
    parts = urlsplit(url)
    if parts.scheme == "s3":
        raise ValueError(
            "TERTULIA_STORAGE_URL names an s3: storage; this version keeps files in a folder alone."
        )
    if parts.scheme != "file":
        raise ValueError(
            f"TERTULIA_STORAGE_URL starts with {parts.scheme!r}; this version knows file: alone."
        )
    return Path(unquote(url.partition(":")[2].removeprefix("//"))).absolute()


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies on disk: the digest of its content, and its size in bytes."""

    digest: str
    size: int


def keep(file: IO[bytes]) -> Kept:
    """Have the content of `file` on disk and return what it is called there."""
    file.seek(0)
    folder = files_folder()
    _make(folder)
    part = folder / f".part-{os.getpid()}-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            while block := file.read(BLOCK):
                digest.update(block)
                size += out.write(block)
            out.flush()
            os.fsync(out.fileno())
        _settle(part, path_of(digest.hexdigest()))
    finally:
        part.unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size)


def _settle(part: Path, path: Path) -> None:
    """Give the bytes their lasting name; what is there already counts as brought just now."""
    _make(path.parent)
    with _turn(fcntl.LOCK_SH):
        if path.exists():
            os.utime(path)
            return
        part.replace(path)
    sync_folder(path.parent)


def content_of(given: UploadedFile) -> IO[bytes]:
    """Return what a form brought as a file."""
    if given.file is None:
        raise ValueError("this file has been closed")
    return given.file


def path_of(digest: str) -> Path:
    """Return where the content with this digest lies; ValueError for what is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a digest")
    return files_folder() / digest[:2] / digest


def kept_digests() -> Iterator[tuple[str, float]]:
    """Yield all that lies on disk, each with the seconds since somebody brought it last."""
    now = time.time()
    for folder in sorted(files_folder().glob("[0-9a-f][0-9a-f]")):
        for entry in os.scandir(folder):
            if _DIGEST.fullmatch(entry.name):
                yield entry.name, now - entry.stat().st_mtime


def erase(digest: str) -> bool:
    """Take the content off the disk, unless somebody brought it within the hour; say whether."""
    path = path_of(digest)
    with _turn(fcntl.LOCK_EX):
        try:
            if time.time() - path.stat().st_mtime < GRACE_SECONDS:
                return False
            path.unlink()
        except FileNotFoundError:
            return False
    return True


def sweep_parts() -> None:
    """Take away what broken writes have left."""
    for part in files_folder().glob(".part-*"):
        if time.time() - part.stat().st_mtime > GRACE_SECONDS:
            part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have a rename in `folder` outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)


@contextmanager
def _turn(how: int) -> Iterator[None]:
    """Bring and erase in turn: what is found is not taken away before it counts as brought."""
    with (files_folder() / ".turns").open("w") as file:
        fcntl.flock(file, how)
        yield
