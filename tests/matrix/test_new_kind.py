"""A new kind is one folder and one line: a trial kind is added to a copy, and everything has it."""

import filecmp
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import PACKAGE, ROOT

TRIAL = ROOT / "tests" / "trial_kind" / "tips"
FEATURES = Path("config") / "features.py"
LEAVE_OUT = shutil.ignore_patterns("__pycache__", "tests")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program as it is."""
    before = tmp_path_factory.mktemp("before") / "tertulia"
    return Path(shutil.copytree(PACKAGE, before, ignore=LEAVE_OUT))


@pytest.fixture(scope="module")
def copy(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program to which the trial kind was added as its page of documents says."""
    copy = tmp_path_factory.mktemp("copy") / "tertulia"
    shutil.copytree(before, copy)
    shutil.copytree(TRIAL, copy / "features" / "tips", ignore=LEAVE_OUT)
    line = (copy / FEATURES).read_text(encoding="utf-8")
    added = line.replace('FEATURES = ("discussions",', 'FEATURES = ("discussions", "tips",')
    assert added != line
    (copy / FEATURES).write_text(added, encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def found(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a visit to the copy found at each door."""
    folder = tmp_path_factory.mktemp("data")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TERTULIA_")},
        "PYTHONPATH": os.pathsep.join((str(copy.parent), str(ROOT))),
        "TERTULIA_DATA_DIR": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.trial_kind.visit"],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_a_new_kind_is_asked_for_shown_found_and_taken_out(found: dict[str, object]) -> None:
    assert found == {
        "form asks": True,
        "plain form does not": False,
        "lacking": [422, True],
        "not by members": 403,
        "made": 302,
        "page": True,
        "list": True,
        "find": True,
        "not found as another": False,
        "api": [201, "tip", {"applies_when": "it groans"}],
        "export": True,
    }


def test_nothing_but_its_folder_and_one_line_is_different(before: Path, copy: Path) -> None:
    differences = walked(filecmp.dircmp(before, copy, ignore=["__pycache__"]))
    assert differences == [str(FEATURES), "features/tips"]
    lines = zip(
        (before / FEATURES).read_text(encoding="utf-8").splitlines(),
        (copy / FEATURES).read_text(encoding="utf-8").splitlines(),
        strict=True,
    )
    assert len([pair for pair in lines if pair[0] != pair[1]]) == 1


def walked(compared: "filecmp.dircmp[str]", before: str = "") -> list[str]:
    """Return every path that is on one side alone, or differs."""
    here = [*compared.diff_files, *compared.left_only, *compared.right_only]
    paths = [before + name for name in here]
    for name, inner in sorted(compared.subdirs.items()):
        paths += walked(inner, f"{before}{name}/")
    return paths


def test_the_kind_needs_no_further_migration(copy: Path, tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TERTULIA_")},
        "PYTHONPATH": str(copy.parent),
        "TERTULIA_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tertulia.config.settings",
    }
    command = [sys.executable, "-m", "django", "makemigrations", "tips", "--check", "--dry-run"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
