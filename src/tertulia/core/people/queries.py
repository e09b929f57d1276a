"""Reads about people."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.people.devices import NOTED_EVERY
from tertulia.core.people.models import AccessToken, FormerHandle, Person, Session
from tertulia.core.people.permissions import visible_to
from tertulia.kit.sql.prepared import Prepared

_PERSON = ("id", "handle", "name", "is_operator", "language", "time_zone", "hides")
_UNTIL = "person__suspended_until"


def _session(key: int) -> QuerySet:
    rows = Session.objects.filter(
        session_key=key, person__is_active=True, epoch=F("person__session_epoch")
    )
    columns = (f"person__{column}" for column in _PERSON)
    return rows.values_list("expire_date", "last_used_at", _UNTIL, *columns)


_by_session = Prepared(_session, "key")


def actor_of_session(key: str) -> Actor | None:
    """Return who signed in with the session `key`; None when it is unknown, past or revoked."""
    return seen_session(key)[0]


def seen_session(key: str) -> tuple[Actor | None, bool]:
    """Return who signed in with the session `key`, and whether to note again that it is used."""
    row = _by_session.first(key=key)
    now = timezone.now()
    if row is None or row[0] <= now or _is_suspended(row[2]):
        return None, False
    return Actor(*row[3:-1], session_key=key, hides=row[-1]), now - row[1] > NOTED_EVERY


def _is_suspended(until: datetime | None) -> bool:
    return until is not None and until > timezone.now()


def actor_of_person(person: int, *, door: str) -> Actor | None:
    """Return somebody as they would act at `door`, for what is done for them; None if away."""
    row = Person.objects.filter(pk=person, is_active=True).values_list(*_PERSON).first()
    return Actor(*row[:-1], door=door, hides=row[-1]) if row else None


def session_mark(key: str) -> str:
    """Return what names a session where others may read it, and opens nothing."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def hash_of(token: str) -> str:
    """Return what is stored of a token. It is random and long, so one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Bearer:
    """A program that showed a valid token."""

    actor: Actor
    scope: str


def _token(hash_: int) -> QuerySet:
    rows = AccessToken.objects.filter(hash=hash_, revoked_at__isnull=True, person__is_active=True)
    return rows.values_list("scope", _UNTIL, *(f"person__{column}" for column in _PERSON))


_by_token = Prepared(_token, "hash_")


def bearer_of(token: str) -> Bearer | None:
    """Return whose token this is, at the door `api`; None for unknown, revoked or deactivated.

    An operator's token acts as an operator only with the scope `admin`.
    """
    row = _by_token.first(hash_=hash_of(token))
    if row is None or _is_suspended(row[1]):
        return None
    actor = Actor(*row[2:-1], door="api", hides=row[-1])
    return Bearer(
        replace(actor, is_operator=actor.is_operator and row[0] == AccessToken.Scope.ADMIN), row[0]
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """What everybody knows of a person; what else they tell, and to whom, knows `core.profiles`."""

    id: int
    handle: str
    name: str
    is_shadow: bool
    is_active: bool
    joined_at: datetime


def profile(actor: Actor, handle: str) -> Profile | None:
    """Return the person behind `handle` (in any case), if `actor` may see them."""
    columns = Profile.__slots__
    row = visible_to(actor).filter(handle_key=handle.casefold()).values_list(*columns).first()
    return Profile(*row) if row else None


@dataclass(frozen=True, slots=True)
class Account:
    """What only the person themself reads."""

    id: int
    handle: str
    name: str
    about: str
    unit: str
    email: str | None
    language: str
    time_zone: str
    joined_at: datetime


def own_account(actor: Actor) -> Account | None:
    """Return the account of `actor`; None for the anonymous and the system."""
    row = visible_to(actor).filter(pk=actor.person_id).values_list(*Account.__slots__).first()
    return Account(*row) if row else None


def person_behind(actor: Actor) -> Person | None:
    """Return the person who acts; None for the anonymous and the system."""
    return Person.objects.filter(pk=actor.person_id).first() if actor.signed_in else None


def moved_handle(handle: str) -> str | None:
    """Return the present handle of whoever once was called `handle`."""
    former = FormerHandle.objects.filter(handle=handle.casefold())
    return former.values_list("person__handle", flat=True).first()


def known_handles(handles: set[str]) -> set[str]:
    """Return, of `handles` (case-folded), those that name a person who can be mentioned."""
    rows = Person.objects.filter(handle_key__in=handles)
    return set(rows.values_list("handle_key", flat=True))
