"""Bytes lie once, on disk, until nobody needs them."""

import os
import time
from io import BytesIO
from pathlib import Path

import pytest

from tertulia.kit.media import uses
from tertulia.kit.media.storing import GRACE_SECONDS, erase, files_folder, keep, path_of


def make_old(digest: str) -> None:
    then = time.time() - GRACE_SECONDS - 60
    os.utime(path_of(digest), (then, then))


def test_the_same_content_lies_once(files: Path) -> None:
    first, second = keep(BytesIO(b"same")), keep(BytesIO(b"same"))
    assert first == second
    assert [p.name for p in files.rglob("*") if p.is_file() and p.name[0] != "."] == [first.digest]
    assert path_of(first.digest).read_bytes() == b"same"
    assert path_of(first.digest).stat().st_mode & 0o077 == 0


def test_it_is_on_disk_before_it_has_a_name(monkeypatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("sync"), sync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda a, b: (done.append("name"), replace(a, b))[1])
    keep(BytesIO(b"new"))
    assert done[-3:] == ["sync", "sync", "name"] or done[-2:] == ["name", "sync"]
    assert "sync" in done[: done.index("name")]
    assert done[-1] == "sync"


def test_only_a_digest_leads_anywhere() -> None:
    for name in ("../../etc/passwd", "a" * 63, "A" * 64, ""):
        with pytest.raises(ValueError, match="digest"):
            path_of(name)


def test_fresh_bytes_are_never_erased() -> None:
    kept = keep(BytesIO(b"fresh"))
    assert not erase(kept.digest)
    make_old(kept.digest)
    keep(BytesIO(b"fresh"))  # brought again: it counts as fresh
    assert not erase(kept.digest)
    make_old(kept.digest)
    assert erase(kept.digest)
    assert not erase(kept.digest)


def test_what_rows_name_stays(monkeypatch) -> None:
    needed, other = keep(BytesIO(b"needed")), keep(BytesIO(b"other"))
    monkeypatch.setattr(uses, "_uses", [lambda digests: {needed.digest} & set(digests)])
    assert uses.erase_unused() == 0
    for each in (needed, other):
        make_old(each.digest)
    assert uses.erase_unused() == 1
    assert path_of(needed.digest).exists()
    assert not path_of(other.digest).exists()


def test_what_a_broken_write_left_is_swept(files: Path) -> None:
    keep(BytesIO(b"x"))
    part = files / ".part-1-abc"
    part.write_bytes(b"half")
    uses.erase_unused()
    assert part.exists()
    os.utime(part, (1, 1))
    uses.erase_unused()
    assert not part.exists()


def test_a_storage_that_is_not_there_says_so(settings) -> None:
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"storage_url": "s3://bucket"})
    with pytest.raises(ValueError, match="a folder alone"):
        files_folder()
