"""The command line as such: quick help, one sentence for what goes wrong."""

import subprocess
import sys

import click
import pytest

from tertulia.config.cli import COMMANDS, main
from tertulia.config.commands.mishaps import Failure, sentence_for
from tertulia.kit.web.refusals import NotHere

HELP = """
import sys
from tertulia.config.cli import main
try:
    main(["--help"])
except SystemExit as end:
    assert end.code == 0
assert "django" not in sys.modules, "help must not wait for Django"
"""


def every_command() -> list[str]:
    """Return the words of each command that can be run."""
    context = click.Context(main)
    found = []
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        inner = list(command.commands) if isinstance(command, click.Group) else [""]
        found += [f"{name} {one}".strip() for one in inner]
    return found


def test_help_names_every_command_without_loading_django() -> None:
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize("words", every_command())
def test_every_command_explains_itself_with_an_example(words: str, tertulia) -> None:
    shown = tertulia(*words.split(), "--help")
    assert shown.exit_code == 0
    assert "Example" in shown.output
    assert shown.output.count(f"tertulia {words}") >= 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nonsense", "No such command 'nonsense'"),
        ("person create", "Missing option '--email'"),
        ("serve --port 99999", "not in the range"),
        ("token create --person a@b.org --scope all", "'all' is not one of"),
        ("export x.jsonl", "--community or --person"),
        ("restore not-there.tar", "does not exist"),
    ],
)
def test_wrong_use_is_one_sentence_that_leads_to_help(words: str, said: str, tertulia) -> None:
    ended = tertulia(*words.split())
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert said in ended.stderr
    assert "--help`" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "said", "code"),
    [
        (NotHere("There is no such thing."), "There is no such thing.", 1),
        (Failure("It did not\nwork."), "It did not work.", 1),
        (KeyboardInterrupt(), "Stopped.", 130),
        (PermissionError(13, "Permission denied", "/x"), "Permission denied: /x", 1),
        (KeyError("left"), "An error that should not be: KeyError: 'left'.", 1),
    ],
)
def test_what_goes_wrong_is_one_sentence(error: BaseException, said: str, code: int) -> None:
    sentence, ended = sentence_for(error)
    assert sentence.startswith(said)
    assert "\n" not in sentence
    assert ended == code


def test_debug_shows_where(tertulia, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Traceback" not in tertulia("restore", "not-there.tar").stderr
    monkeypatch.setenv("TERTULIA_DEBUG", "1")
    assert "Traceback" in tertulia("restore", "not-there.tar").stderr
