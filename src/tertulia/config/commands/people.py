"""`tertulia person` and `tertulia token`."""

import sys

import click


@click.group()
def person() -> None:
    """People of this place."""


@person.command()
@click.option("--email", required=True, help="The address they sign in with.")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--handle", default="", help="What others mention them by; made from the name.")
@click.option("--admin", is_flag=True, help="Make them an operator of this place.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line given.")
def create(email: str, name: str, handle: str, admin: bool, password_stdin: bool) -> None:
    """Create somebody who can sign in.

    Without a password they choose one by the link of a letter.

    \b
    Example:
      tertulia person create --email ada@example.org --name "Ada Byron" --password-stdin <secret
    """
    from tertulia.config.commands.instance import open_instance, operator

    password = _first_line() if password_stdin else None
    open_instance()
    from tertulia.core.people.actions import create_person

    made = create_person(
        actor=operator(),
        email=email,
        name=name,
        handle=handle,
        password=password,
        is_operator=admin,
    )
    click.echo(f"{made.name} is here as @{made.handle}.")


@person.command()
@click.option("--email", default="", help="Where the letter goes; without it, a link is printed.")
@click.option("--note", default="", help="A word to go with it.")
@click.option("--days", default=14, show_default=True, help="How long the link is good.")
@click.option("--uses", default=1, show_default=True, help="For how many people, without --email.")
def invite(email: str, note: str, days: int, uses: int) -> None:
    """Let somebody make an account, by a letter or by a link; prints the link, alone.

    \b
    Example:
      tertulia person invite --email ada@example.org --note "Come and see our looms"
    """
    from tertulia.config.commands.instance import open_instance, operator

    open_instance()
    from tertulia.core.people.actions import invite_person

    link = invite_person(actor=operator(), email=email, note=note, days=days, uses=uses)
    click.echo(link)


@person.command()
@click.option("--email", required=True, help="Whose account was closed.")
def reopen(email: str) -> None:
    """Open a closed account again.

    \b
    Example:
      tertulia person reopen --email ada@example.org
    """
    from tertulia.config.commands.instance import open_instance, operator, person_called

    open_instance()
    from tertulia.core.people.actions import reopen_person

    owner = person_called(email)
    reopen_person(actor=operator(), person=owner)
    click.echo(f"@{owner.handle} can sign in again.")


@person.command("forget-factors")
@click.option("--email", required=True, help="Who has lost their app, keys and recovery codes.")
def forget_factors(email: str) -> None:
    """Let somebody sign in by password alone again, and sign them out everywhere.

    Be sure that it is them who asks.

    \b
    Example:
      tertulia person forget-factors --email ada@example.org
    """
    from tertulia.config.commands.instance import open_instance, operator, person_called

    open_instance()
    from tertulia.core.people.actions import remove_factors

    owner = person_called(email)
    gone = remove_factors(actor=operator(), person=owner)
    click.echo(f"@{owner.handle} signs in by password alone now; {gone} factors are gone.")


def _first_line() -> str:
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise click.UsageError("--password-stdin found no password on the standard input.")
    return line


@click.group()
def token() -> None:
    """Keys for programs."""


@token.command("create")
@click.option("--person", "email", required=True, metavar="EMAIL", help="Whose token it is.")
@click.option(
    "--scope",
    required=True,
    type=click.Choice(["read", "write", "admin"]),
    help="What programs may do with it.",
)
@click.option("--name", default="", help="What it is for, to tell it from others.")
def create_token(email: str, scope: str, name: str) -> None:
    """Create a token and print it, alone. It cannot be read again later.

    \b
    Example:
      tertulia token create --person ada@example.org --scope write >token
    """
    from tertulia.config.commands.instance import open_instance, operator, person_called

    open_instance()
    from tertulia.core.people import actions

    owner = person_called(email)
    click.echo(actions.create_token(actor=operator(), person=owner, scope=scope, name=name))
