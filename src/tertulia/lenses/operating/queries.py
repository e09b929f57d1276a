"""What an operator sees of the place at one glance."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.site.permissions import can_choose_settings
from tertulia.core.threads.models import Thread
from tertulia.kit.jobs.models import Errand
from tertulia.kit.mail.letters import failed_letters, held_letters
from tertulia.kit.mail.transports import can_send
from tertulia.kit.web.refusals import require


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of the whole place. Circles are counted by nobody."""

    people: int
    shadows: int
    communities: int
    threads: int
    letters_waiting: int
    letters_failed: int
    can_send: bool
    jobs_waiting: int
    jobs_failed: int
    database: str
    last_activity: datetime | None


def overview(actor: Actor) -> Overview:
    """Return the numbers; raise NotAllowed for who is no operator."""
    require(can_choose_settings(actor))
    people = Person.objects.aggregate(
        here=Count("pk", filter=Q(is_shadow=False, is_active=True)),
        shadows=Count("pk", filter=Q(is_shadow=True)),
    )
    return Overview(
        people=people["here"],
        shadows=people["shadows"],
        communities=Community.objects.filter(is_circle=False).count(),
        threads=Thread.objects.filter(community__is_circle=False, is_removed=False).count(),
        letters_waiting=held_letters().count(),
        letters_failed=failed_letters().count(),
        can_send=can_send(),
        jobs_waiting=Errand.objects.living().count(),
        jobs_failed=Errand.objects.dead().count(),
        database="PostgreSQL" if connection.vendor == "postgresql" else "SQLite",
        last_activity=Activity.objects.order_by("-id")
        .values_list("recorded_at", flat=True)
        .first(),
    )


def is_looked_after() -> bool:
    """Whether somebody can act as an operator, so that the first steps are behind this place."""
    return Person.objects.filter(is_operator=True, is_active=True).exists()
