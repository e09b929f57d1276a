"""Facts for permission: one compiled query each, `visible_to` within it."""

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import COORDINATING, MODERATING, Membership, Role
from tertulia.core.communities.permissions import (
    Standing,
    held_in_line,
    is_inside,
    suspended_until,
)
from tertulia.core.threads.models import Post, Thread
from tertulia.core.threads.permissions import PostFacts, ThreadFacts, posts_visible_to, visible_to
from tertulia.kit.sql.prepared import Prepared
from tertulia.kit.web.refusals import NotHere

STANDING = (
    "community__visibility",
    "community__join_policy",
    "community__is_circle",
    "community__archived_at",
    "own_roles",
    "moderates_above",
    "coordinates_above",
    "inside",
    "until",
)
FACTS = ("id", "community_id", "author_id", "status", "is_removed", "last_number", *STANDING)


def with_standing(rows: QuerySet, person: int) -> QuerySet:
    """Annotate threads with what `person` is to each one's community (see `standing_from`)."""
    own = Membership.objects.filter(community=OuterRef("community_id"), person=person)
    return rows.annotate(
        own_roles=Coalesce(Subquery(own.values("roles")[:1]), Value(0)),
        moderates_above=Exists(_above(person, int(MODERATING))),
        coordinates_above=Exists(_above(person, int(COORDINATING))),
        inside=is_inside(person, "community__"),
        until=suspended_until(person, OuterRef("community_id")),
    )


def _above(person: int, roles: int) -> QuerySet:
    return held_in_line(person, roles, OuterRef("community_id"), least_depth=1)


def standing_from(columns: tuple) -> Standing:
    """Build the standing from the nine columns that `STANDING` names."""
    visibility, join_policy, is_circle, archived_at, roles, moderates, coordinates = columns[:7]
    inside, until = columns[7:]
    inherited = 0
    if not is_circle:
        inherited = (int(Role.STEWARD) if moderates else 0) | (
            int(COORDINATING) if coordinates else 0
        )
    archived = archived_at is not None
    suspended = until is not None and until > timezone.now()
    return Standing(
        visibility, join_policy, is_circle, archived, roles, inherited, bool(inside), suspended
    )


def by_actor(build: Callable[..., QuerySet]) -> Callable[..., Prepared]:
    """Return a function that compiles `build(actor, **slots)` once for each sort of actor.

    Anonymous, signed in, operator, system: different SQL; within a sort only values differ.
    """
    prepared: dict[tuple[bool, bool, bool], Prepared] = {}

    def query(actor: Actor, *names: str) -> Prepared:
        sort = (actor.signed_in, actor.is_operator, actor.is_system)
        if sort not in prepared:
            prepared[sort] = _prepare(build, sort, names)
        return prepared[sort]

    return query


def _prepare(
    build: Callable[..., QuerySet], sort: tuple[bool, bool, bool], names: tuple[str, ...]
) -> Prepared:
    signed_in, is_operator, is_system = sort

    def rows(**slots: int) -> QuerySet:
        person = slots.pop("person", None)
        actor = Actor(
            person_id=person if signed_in else None, is_operator=is_operator, is_system=is_system
        )
        return build(actor, person if signed_in else -1, **slots)

    return Prepared(rows, *(names if not signed_in else (*names, "person")))


def values_for(actor: Actor, **values: Any) -> dict[str, Any]:
    """Return the values of a query made by `by_actor`."""
    return {**values, "person": actor.person_id} if actor.signed_in else values


@by_actor
def _thread(actor: Actor, person: int, thread: int) -> QuerySet:
    rows: QuerySet = with_standing(visible_to(actor).filter(pk=thread), person)
    return rows.values_list(*FACTS)


def thread_facts(actor: Actor, thread_id: int) -> ThreadFacts | None:
    """Return the facts of a thread that `actor` may see, else None."""
    row = _thread(actor, "thread").first(**values_for(actor, thread=thread_id))
    return ThreadFacts(*row[:6], place=standing_from(row[6:])) if row else None


@by_actor
def _post(actor: Actor, person: int, post: int) -> QuerySet:
    columns = ("id", "number", "author_id", "is_removed", "thread_id", "is_wiki")
    return posts_visible_to(actor).filter(pk=post).values_list(*columns)


def post_facts(actor: Actor, post_id: int) -> PostFacts | None:
    """Return the facts of a post whose words `actor` may see, else None."""
    row = _post(actor, "post").first(**values_for(actor, post=post_id))
    if row is None:
        return None
    thread = thread_facts(actor, row[4])
    return PostFacts(*row[:4], thread=thread, is_wiki=bool(row[5])) if thread else None


_COLUMNS = [field.attname for field in Thread._meta.concrete_fields]


def _unshared() -> QuerySet[Thread]:
    # The key stays free: rows that refer to a thread are checked when they are committed.
    return Thread.objects.select_for_update(no_key=True)


_locked = Prepared(
    lambda thread: _unshared().filter(pk=thread).values_list(*_COLUMNS),
    "thread",
)


def others_replied(thread: ThreadFacts) -> bool:
    """Say whether anybody but its author has written in the thread."""
    return Post.objects.filter(thread=thread.id).exclude(author=thread.author_id).exists()


def lock_thread(thread_id: int) -> Thread:
    """Return the thread for writing: nobody else changes it until the transaction ends."""
    row = _locked.first(thread=thread_id)
    if row is None:
        raise NotHere
    return Thread.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)
