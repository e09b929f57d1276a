"""The instance that a command works on: its settings, its database, and who acts."""

from typing import TYPE_CHECKING

from tertulia.config.commands.mishaps import Failure

if TYPE_CHECKING:
    from tertulia.core.activity.actors import Actor
    from tertulia.core.communities.models import Community
    from tertulia.core.people.models import Person


def open_instance(*, ready: bool = True, quiet: bool = True) -> None:
    """Load settings and apps; with `ready`, the database is made if there is none, and checked.

    `quiet`: tell warnings alone, as befits a command that is no server, unless the operator has
    chosen a level.
    """
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertulia.config.settings")
    django.setup()
    if quiet:
        _tell_warnings_alone()
    if ready:
        from tertulia.config.commands.schema import make_ready
        from tertulia.core.site.force import bring_into_force

        make_ready()
        bring_into_force()


def _tell_warnings_alone() -> None:
    from django.conf import settings

    from tertulia.kit.web.logs import configure

    if "log_level" not in settings.TERTULIA.model_fields_set:
        configure({**settings.LOGGING, "level": "WARNING"})


def operator() -> "Actor":
    """Return who acts at the command line: whoever can run it may do everything."""
    from tertulia.core.activity.actors import system

    return system("command")


def person_called(email: str) -> "Person":
    """Return the person with this address; fail with a sentence where there is none."""
    from tertulia.core.people.models import Person

    person = Person.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise Failure(f"Nobody here has the e-mail address {email}.")
    return person


def community_at(slug: str) -> "Community":
    """Return the community with this slug; fail with a sentence where there is none."""
    from tertulia.core.communities.queries import community_by_slug, moved_slug

    found = community_by_slug(operator(), slug)
    if found is None:
        moved = moved_slug(operator(), slug)
        hint = f" It is now called {moved}." if moved else ""
        raise Failure(f"There is no community {slug} here.{hint}")
    return found
