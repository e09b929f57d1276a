"""Speaking to somebody alone, or to a few."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions.circles import open_circle
from tertulia.core.people.models import Person
from tertulia.core.threads.actions.starting import start_thread
from tertulia.core.threads.kinds import default_kind
from tertulia.core.threads.models import Lane, Post
from tertulia.kit.web.refusals import Refused

_TITLE = 60


@transaction.atomic
def start_conversation(
    *, actor: Actor, handles: Collection[str], source: str, title: str = ""
) -> Post:
    """Begin a thread in the circle of `actor` and the people called `handles`.

    Without a title its first words stand for one.
    """
    keys = {handle.strip().removeprefix("@").casefold() for handle in handles} - {""}
    people = dict(Person.objects.filter(handle_key__in=keys).values_list("handle_key", "id"))
    for missing in keys - people.keys():
        raise Refused(_("There is nobody called %(handle)s.") % {"handle": missing}, "people")
    circle = open_circle(actor=actor, people=people.values())
    return start_thread(
        actor=actor,
        community=circle,
        kind=default_kind().name,
        title=title.strip() or _opening(source),
        source=source,
        lane=Lane.LOUNGE,
    )


def _opening(source: str) -> str:
    """Return the first words of what is said, as a title."""
    lines = (line.strip(" #>*-_`") for line in source.splitlines())
    first = " ".join(next((line for line in lines if line), "").split())
    if not first:
        raise Refused(_("Please write something first."), "body")
    return first if len(first) <= _TITLE else f"{first[: _TITLE - 1].rstrip()}…"
