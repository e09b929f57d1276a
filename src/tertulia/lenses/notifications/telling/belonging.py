"""News of belonging: who asks to join, what was decided, which roles somebody was given."""

from collections.abc import Iterator, Sequence

from django.db.models import F

from tertulia.core.activity.queries import Entry
from tertulia.core.communities.models import COORDINATING, JoinRequest, Membership
from tertulia.lenses.notifications.models import Cause
from tertulia.lenses.notifications.telling.news import News, teller


@teller("membership.asked")
def tell_of_requests(entries: Sequence[Entry]) -> Iterator[News]:
    """Tell those who decide about it that somebody asks to join."""
    for entry in entries:
        waiting = JoinRequest.objects.filter(
            community=entry.community, person=entry.person, state=JoinRequest.State.WAITING
        )
        request = waiting.values_list("pk", flat=True).first()
        for person in _in_charge(entry.community) if request else ():
            yield News(
                person=person,
                cause=Cause.REQUEST,
                key=f"request-{request}",
                activity=entry.id,
                at=entry.recorded_at,
                by=entry.person,
                community=entry.community,
            )


def _in_charge(community: int | None) -> list[int]:
    """Return who coordinates the community; where nobody does, who does above it."""
    held = Membership.objects.alias(held=F("roles").bitand(int(COORDINATING))).filter(
        held__gt=0, community__descents__descendant=community
    )
    found = held.order_by("community__descents__depth").values_list(
        "person_id", "community__descents__depth"
    )
    nearest = found[0][1] if found else 0
    return [person for person, depth in found if depth == nearest]


@teller("membership.joined", "membership.declined", "membership.role_changed", "membership.removed")
def tell_of_decisions(entries: Sequence[Entry]) -> Iterator[News]:
    """Tell somebody what others decided about their belonging."""
    for entry in entries:
        # What nobody in particular did, as when a place is set up, needs no telling.
        if entry.person is None or entry.actor in (None, entry.person):
            continue
        yield News(
            person=entry.person,
            cause=Cause.BELONGING,
            key=f"activity-{entry.id}",
            activity=entry.id,
            at=entry.recorded_at,
            by=entry.actor,
            community=entry.community,
            data={"what": entry.verb.partition(".")[2]},
        )
