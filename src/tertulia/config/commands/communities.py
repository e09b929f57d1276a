"""`tertulia community`."""

import click


@click.group()
def community() -> None:
    """Communities of this place."""


@community.command()
@click.option("--slug", required=True, help="Its address: small letters, digits, dashes.")
@click.option("--name", required=True, help="What it is called.")
@click.option(
    "--visibility",
    type=click.Choice(["public", "site", "members", "secret"]),
    help="Who reads: anyone, the signed-in, members; secret is not even listed. "
    "Default: public, or as its parent.",
)
@click.option(
    "--join",
    type=click.Choice(["open", "request", "invitation"]),
    default="open",
    show_default=True,
    help="How one becomes a member.",
)
@click.option("--parent", metavar="SLUG", help="The community that it is part of.")
@click.option("--coordinator", metavar="EMAIL", help="Who coordinates it.")
def create(
    slug: str,
    name: str,
    visibility: str | None,
    join: str,
    parent: str | None,
    coordinator: str | None,
) -> None:
    """Found a community.

    \b
    Example:
      tertulia community create --slug bakers --name "Bakers of the Valley" --visibility site
    """
    from tertulia.config.commands.instance import (
        community_at,
        open_instance,
        operator,
        person_called,
    )

    open_instance()
    from django.db import transaction

    from tertulia.core.communities.actions import add_member, found_community
    from tertulia.core.communities.models import Role

    above = community_at(parent) if parent else None
    with transaction.atomic():
        founded = found_community(
            actor=operator(),
            slug=slug,
            name=name,
            visibility=visibility or (above.visibility if above else "public"),
            join_policy=join,
            parent=above,
        )
        if coordinator:
            person = person_called(coordinator)
            roles = Role.MEMBER | Role.COORDINATOR
            add_member(actor=operator(), community=founded, person=person.id, roles=roles)
    click.echo(f"{founded.name} is at /c/{founded.slug}.")
