"""`tertulia backup` and `tertulia restore`."""

from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """Write everything into one file: database, files, secret key, checksums.

    Nothing needs to be stopped. A folder as PATH gets a file with the date in its name; a name that
    ends with .gz is compressed. Keep it where nobody else reads: it holds everything.

    \b
    Examples:
      tertulia backup /backups/
      tertulia backup tuesday.tar.gz
    """
    from tertulia.config.commands.instance import open_instance

    open_instance()
    from datetime import UTC, datetime

    from tertulia.config.commands.archives.writing import write_archive

    if path.is_dir():
        path /= f"tertulia-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.tar.gz"
    size = write_archive(path)
    click.echo(f"{path} holds everything ({size / 1e6:.1f} MB).")


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Keep what is here aside, and restore over it.")
def restore(path: Path, replace: bool) -> None:
    """Make this instance what it was when a backup was written.

    The backup is looked through to its end before anything is touched. Stop the server first.

    \b
    Example:
      tertulia restore tuesday.tar.gz
    """
    from tertulia.config.commands.instance import open_instance

    open_instance(ready=False)
    from tertulia.config.commands.archives.reading import restore_archive

    manifest = restore_archive(path, replace=replace)
    click.echo(f"Restored what was there on {manifest['created']}.")
