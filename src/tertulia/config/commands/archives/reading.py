"""Restoring a backup: looked through to its end before anything is touched."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection, connections, transaction

from tertulia.config.commands.archives import FILES, FORMAT, MANIFEST, SECRET_KEY, postgres, sqlite
from tertulia.config.commands.archives.writing import write_archive
from tertulia.config.commands.mishaps import Failure
from tertulia.config.commands.presence import alone
from tertulia.config.commands.schema import bring_forwards, is_empty, unknown_migrations
from tertulia.kit.media.storing import files_folder, sync_folder


def restore_archive(path: Path, *, replace: bool) -> dict[str, Any]:
    """Make this instance what it was when the backup at `path` was written; return its manifest.

    An instance that holds anything is refused unless `replace`; what it held is kept aside, in
    `backups` of the data folder. Needs the instance for itself.
    """
    manifest = verified(path)
    _refuse_other_databases(manifest)
    with alone():
        if holds_anything() and not replace:
            raise Failure("This instance is not empty. `--replace` keeps what it holds aside.")
        aside = _aside()
        if connection.vendor == "sqlite":
            _restore_sqlite(path, aside)
        else:
            _restore_postgres(path, manifest, aside)
        connections.close_all()
    bring_forwards(backup=False)
    return manifest


def verified(path: Path) -> dict[str, Any]:
    """Read a backup to its end and return its manifest; fail with a sentence when it is broken."""
    seen: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        for name, file, size in _members(path):
            if name == MANIFEST:
                manifest = json.load(file)
            else:
                seen[name] = {"size": size, "sha256": _sha256(file)}
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise
        raise Failure(f"{path} is damaged or no backup of Tertulia: {error}.") from error
    if manifest is None:
        raise Failure(f"{path} is not a whole backup of Tertulia: it has no list of its contents.")
    if manifest["format"] > FORMAT:
        raise Failure(f"{path} is of a newer version of Tertulia ({manifest['version']}).")
    wrong = sorted(
        name
        for name in seen | manifest["members"]
        if seen.get(name) != manifest["members"].get(name)
    )
    if wrong:
        raise Failure(f"{path} is damaged: {wrong[0]} is not what was backed up.")
    return manifest


def holds_anything() -> bool:
    """Whether there are people or communities here, or files."""
    from tertulia.core.communities.models import Community
    from tertulia.core.people.models import Person

    if not is_empty() and (Person.objects.exists() or Community.objects.exists()):
        return True
    folder = files_folder()
    return folder.is_dir() and any(folder.iterdir())


def _members(path: Path) -> Iterator[tuple[str, IO[bytes], int]]:
    with tarfile.open(path, "r|*") as tar:
        for info in tar:
            parts = PurePosixPath(info.name).parts
            if not info.isfile() or ".." in parts or info.name.startswith("/"):
                raise ValueError(f"it holds {info.name}, which no backup does")
            file = tar.extractfile(info)
            assert file is not None
            yield info.name, file, info.size


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _refuse_other_databases(manifest: dict[str, Any]) -> None:
    if manifest["database"] != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise Failure(
            f"This backup is of {names[manifest['database']]}, and this instance uses "
            f"{names[connection.vendor]}: move communities with export and import instead."
        )
    unknown = unknown_migrations(applied=[(app, name) for app, name in manifest["migrations"]])
    if unknown:
        raise Failure(
            f"This backup was made by a newer version of Tertulia ({manifest['version']}): "
            "install that version first."
        )


def _aside() -> Path:
    moment = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    return settings.DATA_DIR / "backups" / f"replaced-{moment}"


def _restore_sqlite(path: Path, aside: Path) -> None:
    database = sqlite.database_path()
    new = database.with_name(database.name + ".restored")
    with _unpacked(path, {sqlite.MEMBER: new}) as (files, key):
        sqlite.refuse_damaged(new)
        connections.close_all()
        for suffix in ("", "-wal", "-shm"):
            _move_away(database.with_name(database.name + suffix), aside)
        new.replace(database)
        sync_folder(database.parent)
        _put_in_place(files, key, aside)


def _restore_postgres(path: Path, manifest: dict[str, Any], aside: Path) -> None:
    if holds_anything():
        aside.mkdir(parents=True)
        write_archive(aside / "database.tar.gz")
    loading = postgres.Loading(manifest)
    with _unpacked(path, {}) as (files, key):
        with transaction.atomic():
            loading.begin()
            for name, file, _size in _members(path):
                if name.startswith(postgres.FOLDER):
                    loading.table(name, file)
            loading.finish()
        _put_in_place(files, key, aside)


@contextmanager
def _unpacked(path: Path, wanted: dict[str, Path]) -> Iterator[tuple[Path, str]]:
    """Unpack `wanted` members and the files; give the folder of the files, and the secret key."""
    files, key = files_folder(), ""
    new = files.with_name(f"{files.name}.restored")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        for name, file, _size in _members(path):
            if name == SECRET_KEY:
                key = file.read().decode()
            elif name.startswith(FILES):
                _write(new / name.removeprefix(FILES), file)
            elif name in wanted:
                _write(wanted[name], file)
        yield new, key
    finally:
        shutil.rmtree(new, ignore_errors=True)
        for left in wanted.values():
            left.unlink(missing_ok=True)


def _write(path: Path, file: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        shutil.copyfileobj(file, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())


def _put_in_place(files: Path, key: str, aside: Path) -> None:
    final = files_folder()
    _move_away(final, aside)
    files.replace(final)
    sync_folder(final.parent)
    if not settings.TERTULIA.secret_key:
        path = settings.DATA_DIR / "secret_key"
        _move_away(path, aside)
        path.touch(mode=0o600)
        path.write_text(key)


def _move_away(path: Path, aside: Path) -> None:
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        aside.mkdir(parents=True, exist_ok=True)
        shutil.move(str(path), str(aside / path.name))
    elif path.is_dir():
        path.rmdir()
