"""Write the documents that are made from the program itself.

    tools/documents.py     write docs/settings.md, docs/commands.md and docs/permissions.md

A test fails when one is not what the program would write now.
"""

import os
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]

SETTINGS = """\
# Settings

Tertulia needs none to begin with. Every setting is a variable of the environment, or a line
`NAME=value` in a file `.env` in the folder it is started from; the environment wins.
`tertulia check --settings` prints this list with the values in force, secrets left out.
This page is made from the program: `make documents`.

| setting | when absent | what it does |
|---|---|---|
"""

COMMANDS = """\
# Commands

Every command explains itself with `--help`, ends with 0 only on success, and says what went wrong
in one sentence on the error stream. This page is made from the program: `make documents`.
"""


def settings_page() -> str:
    """Return `docs/settings.md` as the program has it now."""
    from tertulia.config.environment import Environment

    prefix = Environment.model_config["env_prefix"]
    rows = []
    for name, field in Environment.model_fields.items():
        if not field.description:
            raise ValueError(f"{prefix}{name.upper()} has no description")
        default = f"`{field.default}`" if str(field.default) else "empty"
        rows.append(f"| `{prefix}{name.upper()}` | {default} | {field.description} |\n")
    return SETTINGS + "".join(rows)


def commands_page() -> str:
    """Return `docs/commands.md` as the program has it now."""
    from tertulia.config.cli import main

    assert isinstance(main, click.Command)
    sections: list[str] = []
    # With what the program itself is started with: click keeps the first form of an option.
    told = main.context_settings
    context = click.Context(main, info_name="tertulia", terminal_width=100, **told)
    _describe(main, context, sections)
    return COMMANDS + "".join(sections)


def permissions_page() -> str:
    """Return `docs/permissions.md` as the tables of the tests and the program's rules have it."""
    import django

    django.setup()
    from tests.matrix.page import permissions_page

    return permissions_page()


def _describe(command: click.Command, context: click.Context, sections: list[str]) -> None:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                _describe(inner, click.Context(inner, parent=context, info_name=name), sections)
        return
    text = command.get_help(context).rstrip()
    sections.append(f"\n## `{context.command_path}`\n\n```text\n{text}\n```\n")


def pages() -> dict[Path, str]:
    """Return every document that is made from the program, by the file it lies in."""
    return {
        ROOT / "docs" / "settings.md": settings_page(),
        ROOT / "docs" / "commands.md": commands_page(),
        ROOT / "docs" / "permissions.md": permissions_page(),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertulia.config.settings")
    os.environ.setdefault("TERTULIA_DATA_DIR", str(ROOT / ".cache" / "check"))
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
