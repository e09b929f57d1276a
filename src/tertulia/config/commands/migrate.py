"""`tertulia migrate`."""

import click


@click.command()
@click.option("--no-backup", is_flag=True, help="Make no backup first; one was made otherwise.")
def migrate(no_backup: bool) -> None:
    """Bring the database to the form that this version needs.

    `tertulia serve` does it by itself; this is for those who start several machines.

    \b
    Example:
      tertulia migrate
    """
    from tertulia.config.commands.instance import open_instance
    from tertulia.config.commands.schema import bring_forwards

    open_instance(ready=False)
    count = bring_forwards(backup=not no_backup)
    click.echo(f"{count} migrations applied." if count else "Nothing to do.")
