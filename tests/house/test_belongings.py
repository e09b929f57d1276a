"""What belongs to one machine or one network never gets into the project."""

import re
from collections.abc import Iterator

import pytest

from tests.house.sources import BINARY, ROOT, all_files, faults, sentences

# Each is spelled so that it does not find itself.
MACHINE = re.compile(
    r"(?<![\w.:-])/(?:[w]ork|[r]oot|[f]arm|[h]ome/[a-z]+|[U]sers/[A-Za-z]+|[o]pt/[a-z]+)/[\w.-]"
)
REGISTRY = re.compile(
    r"python[h]osted|[p]ypi\.org|registry\.[n]pmjs|[d]eb\.debian|registry\.[y]arnpkg"
)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{30,}|\bAKIA[A-Z0-9]{16}"
)


def belongings(text: str) -> Iterator[str]:
    """Yield what ties a text to one machine, to one registry, or gives a secret away."""
    for number, line in enumerate(text.splitlines(), start=1):
        for what, pattern in (
            ("a path of one machine", MACHINE),
            ("a registry's address", REGISTRY),
            ("a secret", SECRET),
        ):
            if found := pattern.search(line):
                yield f"line {number} has {what}: {found.group()}"


def test_nothing_ties_the_project_to_a_machine() -> None:
    # Where a service is installed belongs to the operator's guide, as an example.
    paths = [
        path
        for path in all_files()
        if path.suffix not in BINARY and path != ROOT / "docs" / "operating.md"
    ]
    found = faults(paths, belongings)
    assert not found, sentences(found)


@pytest.mark.parametrize(
    "line",
    [
        "see /" + "work/main/x.py",
        "open('/" + "root/.cache')",
        "https://py" + "pi.org/simple",
        "https://files.python" + "hosted.org/x",
    ],
)
def test_the_rule_sees_a_belonging(line: str) -> None:
    assert list(belongings(line))


def test_the_rule_lets_addresses_of_ours_through() -> None:
    assert not list(belongings("/c/work/ and tests/house/work/x and `/t/42/root-cause`"))
