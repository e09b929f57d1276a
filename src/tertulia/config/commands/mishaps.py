"""What a command says when it fails: one sentence, and an exit code that is not 0."""

import click

WRONG_USE = 2
FAILED = 1
INTERRUPTED = 130


class Failure(click.ClickException):
    """The command could not do what was asked; the message says why and what helps."""


def sentence_for(error: BaseException) -> tuple[str, int]:
    """Return what to say about `error`, on one line, and the exit code."""
    if isinstance(error, KeyboardInterrupt | click.Abort | EOFError):
        return "Stopped.", INTERRUPTED
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "tertulia"
        return f"{_line(error.format_message())} See `{path} --help`.", WRONG_USE
    if isinstance(error, click.ClickException):
        return _line(error.format_message()), FAILED
    known = _refusal(error) or _settings(error) or _database(error) or _system(error)
    if known:
        return _line(known), FAILED
    what = f"{type(error).__name__}: {error}".removesuffix(": ")
    return _line(f"An error that should not be: {what}. TERTULIA_DEBUG=1 shows where."), FAILED


def _line(text: str) -> str:
    return " ".join(text.split())


def _refusal(error: BaseException) -> str | None:
    from tertulia.kit.web.refusals import Refused

    return str(error.sentence) if isinstance(error, Refused) else None


def _settings(error: BaseException) -> str | None:
    from django.core.exceptions import ImproperlyConfigured
    from pydantic import ValidationError

    if isinstance(error, ValidationError) and error.title == "Environment":
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        return f"TERTULIA_{name} cannot be used: {first['msg']}. See `tertulia check --settings`."
    if isinstance(error, ImproperlyConfigured) or (
        isinstance(error, ValueError) and "TERTULIA_" in str(error)
    ):
        return str(error)
    return None


def _database(error: BaseException) -> str | None:
    from django.db import DatabaseError, OperationalError, ProgrammingError

    if isinstance(error, OperationalError | ProgrammingError) and (
        "no such table" in str(error) or "does not exist" in str(error)
    ):
        return f"The database is not ready ({error}): run `tertulia migrate` first."
    if isinstance(error, OperationalError):
        said = str(error).strip().rstrip(".?")
        return f"The database does not answer: {said}. `tertulia check` looks at it closely."
    if isinstance(error, DatabaseError):
        return f"The database refused: {str(error).strip()}"
    return None


def _system(error: BaseException) -> str | None:
    if isinstance(error, OSError):
        what = error.strerror or str(error)
        return f"{what}: {error.filename}" if error.filename else f"{what}."
    return None
