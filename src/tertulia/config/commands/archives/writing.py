"""Writing a backup, beside a running server."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tertulia import __version__
from tertulia.config.commands.archives import FILES, FORMAT, MANIFEST, SECRET_KEY
from tertulia.kit.media.storing import files_folder, sync_folder


@dataclass
class Archive:
    """A tar file in the making, and what is known of its members so far."""

    tar: tarfile.TarFile
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """Add `size` bytes of `file` as the member `name`."""
        watched = _Hashing(file)
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(datetime.now(UTC).timestamp())
        self.tar.addfile(info, watched)  # type: ignore[arg-type]
        self.members[name] = {"size": size, "sha256": watched.digest.hexdigest()}

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add `data` as the member `name`."""
        self.add(name, io.BytesIO(data), len(data))


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def write_archive(path: Path) -> int:
    """Write a backup of this instance to `path` and return its size in bytes.

    It is what the instance was at one moment, also while it is being written to. It is on disk
    when this returns; before, nothing stands at `path`, or what stood there.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with _private(part) as raw:
            with tarfile.open(fileobj=raw, mode=_mode(path), **_level(path)) as tar:
                _fill(Archive(tar), part)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
    return path.stat().st_size


def _private(path: Path) -> IO[bytes]:
    """Open a file that its owner alone may read: a backup holds everything, the key as well."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _mode(path: Path) -> Any:
    return "w:gz" if path.suffix in (".gz", ".tgz") else "w"


def _level(path: Path) -> dict[str, Any]:
    # Level 3 is three times as fast as the default and a tenth larger.
    return {"compresslevel": 3} if _mode(path) == "w:gz" else {}


def _fill(archive: Archive, scratch: Path) -> None:
    # The database first: a file lies on disk before the row that names it is committed, so every
    # file that this copy of the database names is there when the files are read.
    if connection.vendor == "sqlite":
        from tertulia.config.commands.archives import sqlite

        about = sqlite.add_database(archive, scratch)
    else:
        from tertulia.config.commands.archives import postgres

        about = postgres.add_database(archive)
    for name, file in _files():
        with file:
            archive.add(name, file, os.fstat(file.fileno()).st_size)
    archive.add_bytes(SECRET_KEY, settings.SECRET_KEY.encode())
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        **about,
        "members": dict(archive.members),
    }
    archive.add_bytes(MANIFEST, json.dumps(manifest, indent=1).encode())


def applied_migrations() -> list[tuple[str, str]]:
    """Return the migrations that are applied in the database this thread looks at."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def _files() -> Iterator[tuple[str, IO[bytes]]]:
    folder = files_folder()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):  # what begins so is not a kept file
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue  # swept since the folder was read: nothing names it
            yield FILES + path.relative_to(folder).as_posix(), file
