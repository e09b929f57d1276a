"""The demonstration, made once and kept: a start copies it and moves its times up to now."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
_DATABASE = "tertulia.sqlite3"
_STATIC = "static"
_FILES = "files"
_MADE = "made-at"


def cache_folder() -> Path:
    """Return where templates are kept: in the checkout, or where this account keeps its caches."""
    checkout = PACKAGE.parents[1]
    if (checkout / "pyproject.toml").is_file() and os.access(checkout, os.W_OK):
        return checkout / ".cache" / "demo"
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "tertulia" / "demo"


def fingerprint() -> str:
    """Return what changes with anything the demonstration is made from: code, content, styles."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and not {"tests", "__pycache__", "locale"} & set(path.parts):
            digest.update(str(path.relative_to(PACKAGE)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def take_copy(key: str, folder: Path) -> datetime | None:
    """Copy the template `key` into `folder`; return when it was made, None if there is none."""
    kept = cache_folder() / key
    try:
        made = datetime.fromisoformat((kept / _MADE).read_text())
        shutil.copyfile(kept / _DATABASE, folder / _DATABASE)
        for each in (_STATIC, _FILES):
            shutil.copytree(kept / each, folder / each, dirs_exist_ok=True)
    except (OSError, ValueError):
        return None
    return made


def keep_copy(key: str, folder: Path) -> None:
    """Keep what lies in `folder` as the template called `key`, and forget older ones."""
    cache = cache_folder()
    part = cache / f".{key}.{os.getpid()}"
    try:
        part.mkdir(parents=True)
        with (
            closing(sqlite3.connect(folder / _DATABASE)) as source,
            closing(sqlite3.connect(part / _DATABASE)) as target,
        ):
            source.backup(target)
        for each in (_STATIC, _FILES):
            (folder / each).mkdir(exist_ok=True)
            shutil.copytree(folder / each, part / each)
        (part / _MADE).write_text(datetime.now(UTC).isoformat())
        for old in cache.iterdir():
            if old != part:
                shutil.rmtree(old, ignore_errors=True)
        part.replace(cache / key)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)  # it is made again next time


def fill(folder: Path, *, make: Callable[[], None], move: Callable[[timedelta], None]) -> bool:
    """Have the demonstration in `folder`: from the template where there is one, else by `make`.

    Returns whether it had to be made.
    """
    key = fingerprint()
    made = take_copy(key, folder)
    if made is not None:
        move(datetime.now(UTC) - made)
        return False
    make()
    keep_copy(key, folder)
    return True
