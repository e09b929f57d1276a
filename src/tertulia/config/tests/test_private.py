"""What a place keeps is for the account that runs it, whatever that account's habits are."""

import os
from pathlib import Path

from tertulia.config.tests.running import Instance


def test_nobody_else_on_the_machine_may_read_the_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    instance = Instance(folder, "")
    before = os.umask(0o022)
    try:
        ended = instance.run("migrate")
    finally:
        os.umask(before)
    assert ended.returncode == 0, ended.stderr
    kept = [folder, *folder.rglob("*")]
    assert folder / "tertulia.sqlite3" in kept
    assert [path for path in kept if path.stat().st_mode & 0o077] == []
