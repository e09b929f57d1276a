"""The documents say what is true, and their links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT, own, sentences
from tools import documents

TOLD = ROOT / "src" / "tertulia" / "config" / "demo" / "content"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FENCED = re.compile(r"```.*?```", re.S)


def test_the_page_of_settings_is_what_the_program_has() -> None:
    assert documented("settings.md") == documents.settings_page(), "run `make documents`"


def test_the_page_of_commands_is_what_the_program_has() -> None:
    assert documented("commands.md") == documents.commands_page(), "run `make documents`"


def documented(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_command_shows_an_example() -> None:
    sections = documents.commands_page().split("\n## ")[1:]
    assert sections
    silent = [section.splitlines()[0] for section in sections if not shows_example(section)]
    assert not silent, sentences(silent)


def shows_example(section: str) -> bool:
    """Say whether the help of a command shows it in use: once as usage, and once more for real."""
    return len(re.findall(r"\btertulia [a-z]", section.split("Usage:")[-1])) >= 2


def broken_links(page: Path, text: str) -> Iterator[str]:
    """Yield each link to a file that is not there."""
    for target in LINK.findall(FENCED.sub("", text)):
        if "://" not in target and not (page.parent / target).exists():
            yield target


def test_links_between_documents_lead_somewhere() -> None:
    found = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in own(".md")
        if not page.is_relative_to(TOLD)  # what people say in the demonstration
        for target in broken_links(page, page.read_text(encoding="utf-8"))
    ]
    assert not found, sentences(found)


@pytest.mark.parametrize(("text", "broken"), [("[a](nowhere.md)", True), ("[a](README.md)", False)])
def test_the_rule_sees_a_broken_link(text: str, broken: bool) -> None:
    assert bool(list(broken_links(ROOT / "page.md", text))) is broken


def test_the_changelog_names_the_version() -> None:
    from tertulia import __version__

    released = __version__.removesuffix(".dev0")
    assert f"## [{released}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
