"""The command `tertulia`. Each command is read only when it is called, so that help is quick."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

COMMANDS = {
    "serve": "serving:serve",
    "web": "serving:web",
    "worker": "serving:worker",
    "demo": "demo:demo",
    "community": "communities:community",
    "person": "people:person",
    "token": "people:token",
    "import": "exchange:import_",
    "export": "exchange:export",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "check": "check:check",
    "migrate": "migrate:migrate",
}


class Commands(click.Group):
    """Finds a command by name, and says what went wrong in one sentence on the error stream."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        found: click.Command = getattr(import_module(f"tertulia.config.commands.{module}"), name)
        return found

    def main(
        self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **__: Any
    ) -> NoReturn:
        """Run the command that `args` (default: of the process) name, and end the process."""
        if args is None:  # a process of its own
            # What a place keeps, and what leaves it in an export, is for the account that runs it.
            os.umask(0o077)
        try:
            code = super().main(args=args, prog_name="tertulia", standalone_mode=False)
            sys.stdout.flush()
        except BaseException as error:
            code = _told(error)
        sys.exit(code if isinstance(code, int) else 0)


def _told(error: BaseException) -> int:
    """Say what went wrong and return the exit code; with `TERTULIA_DEBUG`, show where as well."""
    from tertulia.config.commands.mishaps import sentence_for

    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has had enough; Python must not complain at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if os.environ.get("TERTULIA_DEBUG", "").lower() in ("1", "true", "yes", "on"):
        import traceback

        traceback.print_exception(error)
    sentence, code = sentence_for(error)
    click.echo(sentence, err=True)
    return code


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tertulia", prog_name="Tertulia")
def main() -> None:
    """Tertulia, a home for communities of practice.

    \b
    First steps:
      tertulia serve
      tertulia person create --email ada@example.org --name "Ada" --admin --password-stdin
      tertulia community create --slug bakers --name "Bakers of the Valley"
    """


if __name__ == "__main__":
    main()
