"""The locks hold what the project asks for, each to the byte."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT, sentences

LOCKED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.M)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def asked(*extras: str, groups: tuple[str, ...] = ()) -> Iterator[Requirement]:
    """Yield what the project, some of its extras and some groups of tools ask for."""
    project = PROJECT["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][name] for name in extras)]
    for names in [*lists, *(PROJECT["dependency-groups"][name] for name in groups)]:
        yield from map(Requirement, names)


def unmet(lock: str, requirements: Iterator[Requirement]) -> Iterator[str]:
    """Yield each requirement that no version in the text of a lock satisfies."""
    locked: dict[str, list[str]] = {}
    for name, version in LOCKED.findall(lock):
        locked.setdefault(canonicalize_name(name), []).append(version)
    for requirement in requirements:
        versions = locked.get(canonicalize_name(requirement.name), [])
        if not any(requirement.specifier.contains(version) for version in versions):
            yield f"{requirement}: the lock has {versions or 'none'}; run `make lock`"


def lock(name: str) -> str:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8")


def test_the_lock_for_work_holds_everything() -> None:
    extras = tuple(PROJECT["project"]["optional-dependencies"])
    found = list(unmet(lock("dev.txt"), asked(*extras, groups=("dev",))))
    assert not found, sentences(found)


def test_the_lock_for_servers_holds_base_and_scale() -> None:
    found = list(unmet(lock("server.txt"), asked("scale")))
    assert not found, sentences(found)


def test_servers_run_what_was_tested() -> None:
    tested = set(LOCKED.findall(lock("dev.txt")))
    assert not set(LOCKED.findall(lock("server.txt"))) - tested


def test_every_package_has_a_hash() -> None:
    for path in Path(ROOT / "requirements").glob("*.txt"):
        for entry in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip()):
            assert "--hash=sha256:" in entry, f"{path.name}: {entry.splitlines()[0]}"


def test_the_rule_sees_what_is_missing() -> None:
    wanted = [Requirement("django>=5.2,<5.3"), Requirement("nh3>=1")]
    assert len(list(unmet("Django==5.2.1 \\\n", iter(wanted)))) == 1
    assert not list(unmet("Django==5.2.1 \\\nnh3==1.0 ; x\n", iter(wanted)))
