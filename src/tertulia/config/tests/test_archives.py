"""Backup and restore: everything, whole, checked, beside a running server."""

import gzip
import io
import sqlite3
import tarfile
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from tertulia.config.commands.archives.reading import verified
from tertulia.config.commands.archives.writing import write_archive
from tertulia.config.commands.mishaps import Failure
from tertulia.config.commands.presence import alone, present
from tertulia.config.tests.running import Instance
from tertulia.core.communities.models import Community
from tertulia.core.topics.models import Topic


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar.getmembers()}


def topics_in(path: Path, scratch: Path) -> list[str]:
    """Return the slugs of the topics that a backup holds."""
    held = members(path)
    if "database/topics_topic.copy" in held:
        rows = held["database/topics_topic.copy"].decode().splitlines()
        return [row.split("\t")[1] for row in rows]
    scratch.write_bytes(held["database.sqlite3"])
    return [slug for (slug,) in sqlite3.connect(scratch).execute("SELECT slug FROM topics_topic")]


@pytest.mark.django_db(transaction=True)
def test_a_backup_beside_writers_is_one_committed_state(tmp_path: Path) -> None:
    place = Community.objects.create(slug="x", name="X", visibility="public", join_policy="open")
    Community.objects.filter(pk=place.pk).update(name="X")
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            with transaction.atomic():
                for half in "ab":
                    Topic.objects.create(community=place, slug=f"{number}{half}", name="x")
            number += 1
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        held = []
        for number in range(5):
            path = tmp_path / f"{number}.tar.gz"
            write_archive(path)
            verified(path)
            held.append(topics_in(path, tmp_path / "copy.sqlite3"))
    finally:
        ended.set()
        writer.join()
    for slugs in held:
        numbers = len(slugs) // 2
        assert sorted(slugs) == sorted(f"{n}{half}" for n in range(numbers) for half in "ab")
    assert held[-1], "the writer did write meanwhile"


@pytest.mark.django_db(transaction=True)
def test_a_broken_backup_is_known_before_anything_is_touched(tmp_path: Path) -> None:
    whole = tmp_path / "whole.tar"
    write_archive(whole)
    assert whole.stat().st_mode & 0o077 == 0, "it holds the secret key"
    data = whole.read_bytes()
    (name,) = (one for one in members(whole) if one == "secret_key")
    place = data.index(members(whole)[name])
    broken = {
        "cut": data[: len(data) // 2],
        "changed": data[:place] + b"?" + data[place + 1 :],
        "nothing": b"",
        "other": gzip.compress(b"a letter"),
        "foreign": foreign_tar(),
    }
    for how, content in broken.items():
        path = tmp_path / how
        path.write_bytes(content)
        with pytest.raises(Failure, match="damaged|no backup|whole backup"):
            verified(path)
    verified(whole)


def foreign_tar() -> bytes:
    """Return a tar with a member that would leave its folder."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        info = tarfile.TarInfo("../outside")
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    return raw.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_fails_leaves_the_former_one(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "kept.tar.gz"
    path.write_bytes(b"the former one")

    def fail() -> None:
        raise OSError("no room")

    monkeypatch.setattr("tertulia.config.commands.archives.writing._files", fail)
    with pytest.raises(OSError, match="no room"):
        write_archive(path)
    assert path.read_bytes() == b"the former one"
    assert list(tmp_path.iterdir()) == [path]


def test_nobody_restores_over_a_running_server() -> None:
    with present(), pytest.raises(Failure, match="stop it first"), alone():
        raise AssertionError("it was let in")


@pytest.mark.django_db(transaction=True)
def test_restore_brings_everything_back(tmp_path: Path, empty_database: str) -> None:
    here = Instance(tmp_path / "here", empty_database)
    person = ("person", "create", "--name", "Somebody", "--email")
    assert here.run(*person, "ada@example.org").returncode == 0
    file = here.folder / "files" / "ab" / "cdef"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\x00\xffwords")
    key = (here.folder / "secret_key").read_text()
    done = here.run("backup", "kept.tar.gz")
    assert done.returncode == 0, done.stderr

    assert here.run(*person, "bob@example.org").returncode == 0
    file.write_bytes(b"changed")
    (here.folder / "secret_key").write_text("x" * 60)
    refused = here.run("restore", "kept.tar.gz")
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert file.read_bytes() == b"changed"

    done = here.run("restore", "kept.tar.gz", "--replace")
    assert done.returncode == 0, done.stderr
    assert file.read_bytes() == b"\x00\xffwords"
    assert (here.folder / "secret_key").read_text() == key
    aside = list((here.folder / "backups").iterdir())
    assert (aside[0] / "files" / "ab" / "cdef").read_bytes() == b"changed"
    # Bob came after the backup, so he can come again; numbers go on behind those restored.
    again = here.run(*person, "bob@example.org")
    assert again.returncode == 0, again.stderr
