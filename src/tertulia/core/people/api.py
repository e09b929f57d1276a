"""People for programs: oneself, and whoever takes part."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Router

from tertulia.core.people.queries import Profile, moved_handle, own_account, profile
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.places import ROOT, Name
from tertulia.kit.web.refusals import NotHere, SignInFirst

router = Router(tags=["people"])


@dataclass(frozen=True, slots=True)
class PersonOut:
    """Somebody who takes part. A shadow was imported and cannot sign in."""

    id: int
    handle: str
    name: str
    about: str
    unit: str
    is_shadow: bool
    is_active: bool
    joined_at: datetime
    path: str


@dataclass(frozen=True, slots=True)
class MeOut:
    """Whoever the token belongs to."""

    id: int
    handle: str
    name: str
    about: str
    unit: str
    email: str | None
    language: str
    time_zone: str
    is_operator: bool
    joined_at: datetime
    path: str


@router.get("/me", response=MeOut, summary="Who am I")
def read_me(request: HttpRequest) -> HttpResponse:
    """Return the person behind the token.

    `is_operator` says whether this token acts as an operator's: only one of scope `admin` does.
    """
    account = own_account(request.actor)
    if account is None:
        raise SignInFirst
    it = account.profile
    return json_reply(
        MeOut(
            it.id,
            it.handle,
            it.name,
            it.about,
            it.unit,
            account.email,
            account.language,
            account.time_zone,
            request.actor.is_operator,
            it.joined_at,
            _path(it.handle),
        )
    )


@router.get("/people/{handle}", response=PersonOut, auth=anyone, summary="Read a person")
def read_person(request: HttpRequest, handle: Name) -> HttpResponse:
    """Return who somebody is. A handle that they gave up leads to the present one."""
    it = profile(request.actor, handle)
    if it is None:
        moved = moved_handle(handle)
        if moved is None:
            raise NotHere
        return HttpResponsePermanentRedirect(f"{ROOT}/people/{moved}", preserve_request=True)
    return json_reply(_shown(it))


def _shown(it: Profile) -> PersonOut:
    return PersonOut(
        it.id,
        it.handle,
        it.name,
        it.about,
        it.unit,
        it.is_shadow,
        it.is_active,
        it.joined_at,
        _path(it.handle),
    )


def _path(handle: str) -> str:
    return f"/p/{handle}"
