"""Which threads are shown in which other communities, as far as somebody may know of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.communities import permissions as communities
from tertulia.core.threads.models import Lane, LaneChange, Placement
from tertulia.core.threads.models.placements import PlacementQuerySet
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.posts import Byline, byline

LOUNGE_SHOWN = timedelta(days=30)
"""How long after its last post a thread of the lounge stays in lists; search finds it for good."""


def lounge_since() -> datetime:
    """Return the moment before which nothing of the lounge is listed.

    To the minute, so that what is kept of a list for many readers serves for all of them.
    """
    return timezone.now().replace(second=0, microsecond=0) - LOUNGE_SHOWN


def in_view(since: object) -> Q:
    """Return the condition on threads that lists show: all but what is old in the lounge."""
    return Q(lane=Lane.WORKBENCH) | Q(last_post_at__gte=since)


def placed_in(placed: Iterable[int] | int) -> QuerySet:
    """Return the threads that a community shows though they are at home elsewhere, as ids."""
    ids = [placed] if isinstance(placed, int) else list(placed)
    return Placement.objects.shown().filter(community__in=ids).values("thread")


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A thread and the community that shows it, or is asked to."""

    id: int
    state: str
    asked_at: datetime
    asker_id: int | None
    asker_name: str | None
    asker_handle: str | None
    thread_id: int
    thread_title: str
    thread_slug: str
    home_name: str
    home_slug: str
    community_name: str
    community_slug: str

    @property
    def is_shown(self) -> bool:
        """Whether the community shows the thread."""
        return self.state == Placement.State.SHOWN


_ROW = (
    "id", "state", "asked_at", "asker_id", "asker__name", "asker__handle", "thread_id",
    "thread__title", "thread__slug", "thread__community__name", "thread__community__slug",
    "community__name", "community__slug",
)  # fmt: skip


def _known(actor: Actor) -> PlacementQuerySet:
    rows: PlacementQuerySet = Placement.objects.filter(
        thread__in=visible_to(actor).values("pk"),
        community__in=communities.visible_to(actor).values("pk"),
    )
    return rows


def placements_of_thread(actor: Actor, thread_id: int) -> list[PlacementRow]:
    """Return where a thread is shown, and asked to be, as far as `actor` may know.

    Who only reads learns where it is shown; of a request its asker and those who can decide.
    """
    rows = _known(actor).filter(thread=thread_id)
    waiting = rows.waiting().filter(
        Q(asker=actor.person_id or -1) | Q(community__in=communities.moderated_by(actor))
    )
    found = (rows.shown() | waiting).distinct().order_by("id")
    return [PlacementRow(*row) for row in found.values_list(*_ROW)[:100]]


def placements_in(actor: Actor, community: int) -> list[PlacementRow]:
    """Return what a community shows, or is asked to show; what waits comes first.

    Only threads that `actor` may see at home. Whoever calls may decide there.
    """
    rows = _known(actor).filter(community=community)
    found = (rows.waiting() | rows.shown()).order_by("-state", "-id")
    return [PlacementRow(*row) for row in found.values_list(*_ROW)[:200]]


def placement_known(actor: Actor, placement_id: int) -> Placement | None:
    """Return a placement of which `actor` may know both the thread and the community."""
    return _known(actor).filter(pk=placement_id).select_related("community").first()


@dataclass(frozen=True, slots=True)
class LaneTrace:
    """Where a thread was taken last, by whom and when."""

    lane: str
    by: Byline
    moved_at: datetime


def lane_trace(thread_id: int) -> LaneTrace | None:
    """Return the last move between the lanes. An alias stays one. The caller checked the thread."""
    rows = LaneChange.objects.filter(thread=thread_id).order_by("-id")
    columns = ("lane", "moved_at", "mover_id", "mover__name", "mover__handle")
    row = rows.values_list(*columns, "thread__author_id", "thread__alias").first()
    if row is None:
        return None
    lane, moved_at, mover, name, handle, author, alias = row
    return LaneTrace(lane, byline(mover, alias if mover == author else "", name, handle), moved_at)
