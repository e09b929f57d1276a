"""Reads about following; what somebody follows, only they read."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import visible_to as communities_visible_to
from tertulia.core.threads.permissions import topics_visible_to
from tertulia.core.threads.permissions import visible_to as threads_visible_to
from tertulia.core.threads.queries import thread_facts
from tertulia.core.threads.queries.lists import COLUMNS, ThreadRow, thread_row
from tertulia.core.topics.models import Topic
from tertulia.engage.following.levels import level_for, own_level
from tertulia.engage.following.models import (
    CommunityFollowing,
    Following,
    Level,
    ReadingHabits,
    TopicFollowing,
)
from tertulia.kit.sql.prepared import Prepared
from tertulia.kit.web.refusals import NotHere

MOST = 200


def read_number(actor: Actor, thread_id: int) -> int:
    """Return how far `actor` has read the thread, 0 for not at all; raise NotHere if unseen."""
    if thread_facts(actor, thread_id) is None:
        raise NotHere
    marks = Following.objects.filter(thread=thread_id, person=actor.person_id)
    return marks.values_list("read_number", flat=True).first() or 0


@dataclass(frozen=True, slots=True)
class Watched:
    """How closely somebody follows a thread: what they get, and what was set for it alone."""

    level: int
    own: int | None


def thread_level(actor: Actor, thread_id: int) -> Watched:
    """Return how closely `actor` follows the thread; raise NotHere if unseen."""
    rows = threads_visible_to(actor).filter(pk=thread_id)
    person = actor.person_id or -1
    row = rows.values_list(level_for(person), own_level(person)).first()
    if row is None:
        raise NotHere
    return Watched(*row)


def community_level(actor: Actor, community: int) -> int:
    """Return how closely `actor` follows a community that they may know of."""
    rows = CommunityFollowing.objects.filter(person=actor.person_id, community=community)
    level = rows.values_list("level", flat=True).first() if actor.signed_in else None
    return int(Level.NORMAL) if level is None else level


def topic_level(actor: Actor, topic: int) -> int | None:
    """Return what `actor` said of a topic, None where they said nothing."""
    rows = TopicFollowing.objects.filter(person=actor.person_id, topic=topic)
    return rows.values_list("level", flat=True).first() if actor.signed_in else None


def topic_in(actor: Actor, community: Community, slug: str) -> Topic:
    """Return a topic of a community that `actor` may know of; raise NotHere otherwise."""
    rows = topics_visible_to(actor).filter(community=community, slug=slug.lower())
    topic = rows.select_related("community").first()
    if topic is None:
        raise NotHere
    return topic


@dataclass(frozen=True, slots=True)
class PlaceFollowed:
    """A community, or a topic of one, and how closely it is followed."""

    slug: str
    name: str
    level: int
    topic_slug: str = ""
    topic_name: str = ""


def communities_followed(actor: Actor) -> list[PlaceFollowed]:
    """Return the communities of which `actor` said something, as far as they may know of them."""
    seen = communities_visible_to(actor).values("pk")
    rows = CommunityFollowing.objects.filter(person=actor.person_id or -1, community__in=seen)
    columns = ("community__slug", "community__name", "level")
    return [PlaceFollowed(*row) for row in rows.order_by("community__name").values_list(*columns)]


def topics_followed(actor: Actor) -> list[PlaceFollowed]:
    """Return the topics of which `actor` said something, as far as they may know of them."""
    seen = topics_visible_to(actor).values("pk")
    rows = TopicFollowing.objects.filter(person=actor.person_id or -1, topic__in=seen)
    home = "topic__community__"
    columns = (f"{home}slug", f"{home}name", "level", "topic__slug", "topic__name")
    rows = rows.order_by(f"{home}name", "topic__name")
    return [PlaceFollowed(*row) for row in rows.values_list(*columns)]


def threads_followed(
    actor: Actor, level: int, *, before: int | None = None, limit: int = 30
) -> list[tuple[int, ThreadRow]]:
    """Return (key, thread) of what `actor` follows at `level` by itself, the latest set first.

    `before` is the key of the last one of the page before.
    """
    rows: QuerySet = threads_visible_to(actor).filter(
        followings__person=actor.person_id or -1, followings__level=level, is_removed=False
    )
    if level == Level.NORMAL:
        rows = rows.filter(followings__is_chosen=True)
    if before is not None:
        rows = rows.filter(followings__pk__lt=before)
    rows = rows.order_by("-followings__pk").values_list(F("followings__pk"), *COLUMNS)
    return [(row[0], thread_row(row[1:])) for row in rows[:limit]]


_habits = Prepared(
    lambda person: ReadingHabits.objects.filter(person=person).values_list(
        "when_started", "when_replied", "when_mentioned", "when_read_long"
    ),
    "person",
)
_HABITS = ("when_started", "when_replied", "when_mentioned", "when_read_long")


def has_habit(person: int | None, habit: str) -> bool:
    """Say whether `habit` makes the person follow a thread; it does until they say otherwise."""
    row = _habits.first(person=person)
    return row is None or bool(row[_HABITS.index(habit)])


def habits_of(actor: Actor) -> dict[str, bool]:
    """Return each habit of `actor` by name."""
    row = _habits.first(person=actor.person_id or -1)
    return dict(zip(_HABITS, row or (True,) * len(_HABITS), strict=True))


def caught_up_at(person: int | None) -> QuerySet:
    """Return the moment until which all counts as seen, as a subquery or a value."""
    return ReadingHabits.objects.filter(person=person).values("caught_up_at")
