"""Static files are gathered once, however many processes start together."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

from tertulia.config.commands.statics import collect_if_stale

TOGETHER = 4


def test_who_starts_together_gathers_once(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    ready = Barrier(TOGETHER)

    def start(_number: int) -> bool:
        ready.wait()
        return collect_if_stale()

    with ThreadPoolExecutor(TOGETHER) as starters:
        gathered = list(starters.map(start, range(TOGETHER)))
    assert sorted(gathered) == [False] * (TOGETHER - 1) + [True]
    assert (settings.STATIC_ROOT / "staticfiles.json").exists()


def test_nothing_is_gathered_again(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    assert [collect_if_stale(), collect_if_stale()] == [True, False]
