"""`tertulia import` and `tertulia export`."""

import sys
from typing import TYPE_CHECKING

import click

from tertulia.config.commands.mishaps import Failure

if TYPE_CHECKING:
    from tertulia.lenses.exchange.report import Progress


@click.command("import")
@click.argument("form", metavar="FORMAT")
@click.argument("path")
@click.option("--community", "slug", required=True, metavar="SLUG", help="Where it goes.")
@click.option("--dry-run", is_flag=True, help="Read everything, change nothing, say what would be.")
@click.option("--source", default="", help="Where it comes from; default: the community's slug.")
@click.option("--origin", default="", metavar="URL", help="The address it had there.")
def import_(form: str, path: str, slug: str, dry_run: bool, source: str, origin: str) -> None:
    """Bring in what was written elsewhere: FORMAT is jsonl or stackexchange.

    PATH of jsonl may end in .gz or .xz, and - is the standard input. PATH of stackexchange is the
    folder of an unpacked dump (with Posts.xml in it), or an archive of it (.tar.xz, .zip). It
    can be stopped and run again: what is here already is not doubled. Nobody is notified.

    \b
    Examples:
      tertulia import jsonl forum.jsonl.xz --community bakers
      tertulia import stackexchange bread.stackexchange.com/ --community bakers
    """
    from tertulia.config.commands.instance import open_instance

    open_instance()
    from tertulia.lenses.exchange.formats import run_import

    progress = _Progress()
    try:
        report = run_import(
            form, path, slug, source=source, origin=origin, dry_run=dry_run, report=progress.show
        )
    finally:
        progress.end()
    click.echo(report.table())
    if report.broken:
        raise Failure(f"{path} breaks off: what came before that is here.")


class _Progress:
    """One line on the error stream: written over itself on a terminal, else now and then."""

    def __init__(self) -> None:
        self._stream = sys.stderr
        self._shown = 0
        self._calls = 0

    def show(self, now: "Progress") -> None:
        """Say how far it is."""
        share = f"{now.fraction:4.0%}  " if now.fraction is not None else ""
        line = f"{share}{now.rows:,} lines, {now.added:,} new, {now.known:,} known, "
        line += f"{now.left:,} left out, {now.rows_per_second:,.0f} a second"
        if self._stream.isatty():
            click.echo(f"\r{line:<{self._shown}}", nl=False, err=True)
            self._shown = len(line)
        elif self._calls % 10 == 0:
            click.echo(line, err=True)
        self._calls += 1

    def end(self) -> None:
        """Leave the line to what comes next."""
        if self._shown:
            click.echo(err=True)


@click.command()
@click.option("--community", "slug", metavar="SLUG", help="Everything in this community.")
@click.option("--person", "email", metavar="EMAIL", help="Everything of this person.")
@click.argument("path")
def export(slug: str | None, email: str | None, path: str) -> None:
    """Write everything of a community or a person to PATH, in the form that `import` reads.

    \b
    Examples:
      tertulia export --community bakers bakers.jsonl.gz
      tertulia export --person ada@example.org ada.jsonl
    """
    if bool(slug) == bool(email):
        raise click.UsageError("Name either --community or --person.")
    from tertulia.config.commands.instance import (
        community_at,
        open_instance,
        operator,
        person_called,
    )

    open_instance()
    from tertulia.lenses.exchange.exporting import export_community, export_person

    if slug:
        written = export_community(operator(), community_at(slug), path)
    else:
        written = export_person(operator(), person_called(email or ""), path)
    click.echo(written.table())
