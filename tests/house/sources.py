"""What the house rules walk: every source that git knows or would take in."""

import ast
import subprocess
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tertulia"
BINARY = {".woff2", ".png", ".jpg", ".webp", ".avif", ".ico", ".gz", ".br", ".mo"}
FOREIGN = ("migrations", "vendor")

Rule = Callable[[str], Iterator[str]]


@lru_cache
def all_files() -> tuple[Path, ...]:
    """Return every file of the project, sorted: tracked, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def own(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """Return our own sources with one of these suffixes: no migrations, nothing vendored."""
    return [
        path
        for path in all_files()
        if path.suffix in suffixes
        and path.is_relative_to(under)
        and not any(part in FOREIGN for part in path.relative_to(ROOT).parts)
    ]


def templates() -> list[Path]:
    """Return every template of ours."""
    return [path for path in own(".html", ".txt", under=PACKAGE) if "templates" in path.parts]


def is_test(path: Path) -> bool:
    """Say whether a file is there for the tests alone."""
    parts = path.relative_to(ROOT).parts
    return "tests" in parts or path.name.startswith("test_") or path.name == "conftest.py"


def product(*layers: str) -> list[Path]:
    """Return the Python files of these layers (`views`, `actions` ...) of all slices, no tests."""
    return [
        path for path in own(".py", under=PACKAGE) if not is_test(path) and layer_of(path) in layers
    ]


def layer_of(path: Path) -> str:
    """Return the file's or folder's name just inside its slice: `core/threads/actions/...`."""
    inside = path.relative_to(PACKAGE).parts[2:]
    return Path(inside[0]).stem if inside else ""


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def faults(paths: list[Path], rule: Rule) -> list[str]:
    """Return what a rule finds wrong in the text of these files, each with the file's name."""
    return [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in paths
        for fault in rule(path.read_text(encoding="utf-8"))
    ]


def sentences(found: list[str]) -> str:
    """Return faults as the message of an assertion: one a line."""
    return "\n" + "\n".join(found)
