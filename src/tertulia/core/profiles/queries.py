"""Reads about profiles. What one may not read of a person is simply not in them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.people.models import Person
from tertulia.core.people.permissions import visible_to
from tertulia.core.profiles.models import LISTS, Avoidance, Field, Profile, ProfileWord
from tertulia.core.profiles.permissions import (
    can_see_field,
    listed_to,
    people_beside,
    shown_to,
    written_to_by,
)
from tertulia.core.profiles.words import word_key

PAGE = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as one viewer sees them: every field they may not read is empty."""

    id: int
    handle: str
    name: str
    is_shadow: bool
    is_active: bool
    joined_at: datetime
    about: str = ""
    pronouns: str = ""
    unit: str = ""
    time_zone: str = ""
    knows: list[str] = field(default_factory=list)
    wants: list[str] = field(default_factory=list)
    speaks: list[str] = field(default_factory=list)


_PERSON = ("id", "handle", "name", "is_shadow", "is_active", "joined_at")
_TEXTS = (Field.ABOUT, Field.PRONOUNS, Field.UNIT, Field.TIME_ZONE)
_VALUES = ("about", "self_description__pronouns", "unit", "time_zone")
_AUDIENCES = tuple(f"self_description__{name.value}_for" for name in _TEXTS)
_DEFAULTS = tuple(getattr(Profile(), f"{name.value}_for") for name in _TEXTS)


def described(actor: Actor, handle: str) -> Shown | None:
    """Return the person behind `handle` (in any case) as `actor` sees them."""
    return next(iter(_shown(actor, visible_to(actor).filter(handle_key=handle.casefold()))), None)


def _shown(actor: Actor, people: QuerySet[Person]) -> list[Shown]:
    """Return people as `actor` sees them, in the order given, for a fixed number of queries."""
    rows = list(people.values_list(*_PERSON, *_VALUES, *_AUDIENCES))
    ids = [row[0] for row in rows]
    beside = sharing(actor, ids)
    found = {row[0]: _texts_shown(actor, row, row[0] in beside) for row in rows}
    words = ProfileWord.objects.filter(person__in=ids, field__in=LISTS)
    words = words.filter(shown_to(actor, "audience", "person")).order_by("place")
    for person, name, word in words.values_list("person", "field", "word"):
        getattr(found[person], name).append(word)
    return list(found.values())


def _texts_shown(actor: Actor, row: tuple, shares: bool) -> Shown:
    values, audiences = row[len(_PERSON) : -len(_TEXTS)], row[-len(_TEXTS) :]
    told = {}
    for name, value, audience, usual in zip(_TEXTS, values, audiences, _DEFAULTS, strict=True):
        chosen = usual if audience is None else audience
        if value and can_see_field(actor, row[0], chosen, shares):
            told[name.value] = value
    return Shown(*row[: len(_PERSON)], **told)


def sharing(actor: Actor, people: Collection[int]) -> set[int]:
    """Return those of `people` who belong to a community that `actor` belongs to."""
    if not actor.signed_in or not people:
        return set()
    return set(people_beside(actor).filter(pk__in=people).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom one looks for in the directory; what is empty does not narrow."""

    name: str = ""
    knows: str = ""
    wants: str = ""
    speaks: str = ""
    unit: str = ""


def people_listed(
    actor: Actor,
    wish: Wish,
    *,
    members: QuerySet | None = None,
    after: str = "",
    limit: int = PAGE,
) -> list[Shown]:
    """Return people in the order of their handles, from behind the handle `after`.

    `members` holds the ids of those who belong to a community; whoever calls has checked that
    `actor` may read there. Nobody is found by a field that `actor` may not read, and nobody whom
    they block or mute.
    """
    rows = listed_to(actor).exclude(pk__in=hidden_from(actor))
    if after:
        rows = rows.filter(handle_key__gt=after.casefold())
    if members is not None:
        rows = rows.filter(pk__in=members)
    if wish.name.strip():
        given = wish.name.strip().removeprefix("@")
        rows = rows.filter(Q(name__icontains=given) | Q(handle_key__contains=given.casefold()))
    for name in (*LISTS, Field.UNIT):
        if key := word_key(getattr(wish, name.value)):
            rows = rows.filter(pk__in=_having(actor, name, key))
    return _shown(actor, rows.order_by("handle_key")[:limit])


def _having(actor: Actor, name: str, key: str) -> QuerySet:
    """Return the ids of those who have a word like `key*`, as far as `actor` reads it."""
    rows = ProfileWord.objects.filter(field=name, key__startswith=key)
    return rows.filter(shown_to(actor, "audience", "person")).values("person")


def own_description(person: Person) -> tuple[Shown, Profile]:
    """Return all that `person` tells of themself, and to whom; for themself to change."""
    me = Actor(person_id=person.pk)
    kept = Profile.objects.filter(person=person).first() or Profile(person=person)
    return _shown(me, Person.objects.filter(pk=person.pk))[0], kept


def abouts_shown(actor: Actor, people: Iterable[Person]) -> dict[int, str]:
    """Return what `actor` may read of what people say about themselves, by person."""
    ids = [person.pk for person in people]
    return {each.id: each.about for each in _shown(actor, Person.objects.filter(pk__in=ids))}


def hidden_from(actor: Actor) -> frozenset[int]:
    """Return the ids of those whom `actor` blocks or mutes. Free of cost for those who do not.

    Whoever shows something to one person leaves these out, or folds them; under an alias nobody
    is left out, or muting would tell who is behind it.
    """
    if not actor.signed_in or not actor.hides:
        return frozenset()
    return hidden_from_person(actor.person_id or -1)


def hidden_from_person(person: int) -> frozenset[int]:
    """Return whom `person` blocks or mutes, for work that is done while they are away."""
    rows = Avoidance.objects.filter(person=person)
    return frozenset(rows.values_list("other", flat=True))


def apart_from(actor: Actor) -> frozenset[int]:
    """Return whom `actor` does not see or who do not see them, by blocking or muting."""
    me = actor.person_id
    rows = Avoidance.objects.filter(Q(person=me) | Q(other=me)).values_list("person", "other")
    return frozenset(each for pair in rows for each in pair if each != me)


def shows_presence(actor: Actor) -> bool:
    """Whether `actor` lets others see where they are, in communities that show it."""
    return not Profile.objects.filter(person=actor.person_id, shows_presence=False).exists()


def hiding(other: int, people: Collection[int]) -> set[int]:
    """Return those of `people` who block or mute `other`, and so hear nothing of them."""
    rows = Avoidance.objects.filter(other=other, person__in=people)
    return set(rows.values_list("person", flat=True))


def may_write_to(actor: Actor, person: int) -> bool:
    """Say whether `actor` may speak to `person` alone: mention them, or write to them directly."""
    return written_to_by(actor).filter(pk=person).exists()


@dataclass(frozen=True, slots=True)
class Avoided:
    """Somebody whom one blocks or mutes."""

    id: int
    handle: str
    name: str
    is_block: bool
    since: datetime


def people_avoided(actor: Actor) -> list[Avoided]:
    """Return whom `actor` blocks or mutes, the latest first."""
    rows = Avoidance.objects.filter(person=actor.person_id or -1).order_by("-since", "-pk")
    columns = ("other_id", "other__handle", "other__name", "is_block", "since")
    return [Avoided(*row) for row in rows.values_list(*columns)]


def avoidance_of(actor: Actor, person: int) -> str:
    """Return `block`, `mute` or nothing: how `actor` avoids `person`."""
    if not actor.hides:
        return ""
    row = Avoidance.objects.filter(person=actor.person_id, other=person).values_list("is_block")
    found = row.first()
    return "" if found is None else "block" if found[0] else "mute"
