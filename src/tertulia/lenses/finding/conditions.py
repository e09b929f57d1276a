"""Which posts may be found at all: permission and operators, compiled once from the ORM.

The rule is `threads.permissions`; here it only becomes text that an engine can join with its
full-text tables. Compiling costs more than running, so it is kept for each sort of actor and each
set of operators; persons, places and days are filled in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.models import Placement, Status, ThreadTopic
from tertulia.core.threads.permissions import threads_seen_by
from tertulia.engage.bookmarks.models import Bookmark
from tertulia.engage.following.models import Following, Level
from tertulia.engage.polls.models import Poll
from tertulia.lenses.finding.engines.statements import Conditions
from tertulia.lenses.finding.models import Entry

_COLUMNS = ("post", "thread_id", "day", "thread__status", "thread__kind", "thread__answer_post")
# Numbers that no row has: wherever one ends up among the values, the real one goes.
_FIRST_SLOT = 1 << 40
_LOOKUPS = {
    "kind": "thread__kind",
    "of_kind": "thread__kind",
    "mine": "thread__author",
    "before": "day__lt",
    "after": "day__gte",
    "newest": "post__lte",
}
# Of these, several mean: one or the other. Of the rest, each narrows further.
_EITHER = ("in", "from", "kind", "is")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """An operator whose value is looked up: a number (community, person, day) or a word.

    `within` and `of_kind` are `in` and `kind` that hold beside all others.
    """

    name: str
    value: int | str
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class _Slot:
    place: int


def conditions(actor: Actor, narrowings: Sequence[Narrowing], newest: int | None) -> Conditions:
    """Return the conditions under which `actor` may find a post, narrowed as asked.

    `newest`: leave out posts with a greater id. Raises EmptyResultSet where nothing can match.
    """
    person = actor.person_id if actor.person_id is not None else -1
    values: list[Any] = [person]
    shape: list[tuple[str, bool, int | str]] = []
    for each in narrowings:
        if isinstance(each.value, int):
            shape.append((each.name, each.is_excluded, _FIRST_SLOT + len(values)))
            values.append(each.value)
        else:
            shape.append((each.name, each.is_excluded, each.value))
    if newest is not None:
        shape.append(("newest", False, _FIRST_SLOT + len(values)))
        values.append(newest)
    sort = (actor.signed_in, actor.is_operator, actor.is_system)
    made = _compiled(connection.vendor, sort, tuple(shape))
    params = [values[each.place] if type(each) is _Slot else each for each in made.params]
    return Conditions(made.columns, made.joins, made.condition, params)


@lru_cache(maxsize=512)
def _compiled(vendor: str, sort: tuple[bool, bool, bool], shape: tuple) -> Conditions:
    signed_in, is_operator, is_system = sort
    actor = Actor(
        person_id=_FIRST_SLOT if signed_in else None, is_operator=is_operator, is_system=is_system
    )
    # Nobody finds what was removed, but those who may still look at it where it stood and ask so.
    removed = any(name == "removed" and not excluded for name, excluded, _value in shape)
    seen = Entry.objects.filter(threads_seen_by(actor, "thread__"), thread__is_removed=removed)
    query = seen.filter(_narrowed(shape)).values_list(*_COLUMNS).query
    compiler = query.get_compiler("default")
    compiler.pre_sql_setup()
    columns = ", ".join(compiler.compile(column)[0] for column in query.select)
    (_entry, *joins), join_params = compiler.get_from_clause()
    condition, params = compiler.compile(query.where)
    slots = range(_FIRST_SLOT, _FIRST_SLOT + len(shape) + 1)
    # An instance of int may be of a type of its own: PostgreSQL's driver has one for each width.
    places = [
        _Slot(value - _FIRST_SLOT) if isinstance(value, int) and value in slots else value
        for value in (*join_params, *params)
    ]
    return Conditions(columns, "".join(f" {join}" for join in joins), f"({condition})", places)


def _narrowed(shape: Iterable[tuple[str, bool, int | str]]) -> Q:
    """Return the condition: several of one operator widen each other where one post has but one."""
    whole = Q()
    wider: dict[str, Q] = {}
    for name, excluded, value in shape:
        condition = _condition(name, value)
        if excluded:
            whole &= ~condition
        elif name in _EITHER:
            wider[name] = wider.get(name, Q()) | condition
        else:
            whole &= condition
    for condition in wider.values():
        whole &= condition
    return whole


def _condition(name: str, value: int | str) -> Q:
    if name == "from":
        # Written out, so that "not from" keeps posts that have no author to show.
        return Q(author__isnull=False, author=value)
    if name == "topic":
        return Q(thread__in=ThreadTopic.objects.filter(topic__slug=value).values("thread"))
    if name in ("in", "within"):
        # Also what a community shows that is at home elsewhere.
        placed = Placement.objects.shown().filter(community=value).values("thread")
        return Q(thread__community=value) | Q(thread__in=placed)
    if name in ("is", "has", "unanswered", "removed"):
        return _stands(name, value)
    if name == "bookmarked":
        kept = Bookmark.objects.filter(person=value)
        threads = kept.exclude(thread=None).values("thread")
        return Q(post__in=kept.exclude(post=None).values("post")) | Q(thread__in=threads)
    if name == "following":
        followed = Following.objects.filter(person=value, level__gte=Level.FOLLOWING)
        return Q(thread__in=followed.values("thread"))
    return Q(**{_LOOKUPS[name]: value})


def _stands(name: str, value: int | str) -> Q:
    answered = Q(thread__answer_post__isnull=False)
    if name == "removed":
        return Q(thread__is_removed=True)
    if name == "has":
        return Q(post__in=Poll.objects.values("post")) if value == "poll" else answered
    if name == "is":
        status = Q(thread__status=value)
        return status | answered if value == Status.ANSWERED else status
    kinds = [kind.name for kind in all_kinds() if kind.accepts_answers]
    return Q(thread__kind__in=kinds, thread__status=Status.OPEN) & ~answered
