"""People for programs: who somebody is, what one tells of oneself, and whom one avoids."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Router, Schema
from pydantic import Field as Described

from tertulia.core.people.models import Person
from tertulia.core.people.queries import moved_handle, person_behind, profile
from tertulia.core.profiles.actions import block_person, describe_person, meet_person, mute_person
from tertulia.core.profiles.models import LISTS, Audience, Field, Profile
from tertulia.core.profiles.queries import Shown, described, own_description, people_avoided
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.places import ROOT, Name
from tertulia.kit.web.refusals import NotHere, SignInFirst

router = Router(tags=["people"])
AudienceName = Literal["everyone", "site", "shared", "self"]


@dataclass(frozen=True, slots=True)
class PersonOut:
    """Somebody who takes part, as the caller may see them. A shadow was imported."""

    id: int
    handle: str
    name: str
    about: str
    pronouns: str
    unit: str
    time_zone: str
    knows: list[str]
    wants: list[str]
    speaks: list[str]
    is_shadow: bool
    is_active: bool
    joined_at: datetime
    path: str


def person_out(it: Shown) -> PersonOut:
    """Return a person as programs see them."""
    return PersonOut(
        it.id,
        it.handle,
        it.name,
        it.about,
        it.pronouns,
        it.unit,
        it.time_zone,
        it.knows,
        it.wants,
        it.speaks,
        it.is_shadow,
        it.is_active,
        it.joined_at,
        f"/p/{it.handle}",
    )


@router.get("/people/{handle}", response=PersonOut, auth=anyone, summary="Read a person")
def read_person(request: HttpRequest, handle: Name) -> HttpResponse:
    """Return who somebody is; what they tell only others is empty. A former handle leads on."""
    it = described(request.actor, handle)
    if it is None:
        moved = moved_handle(handle)
        if moved is None:
            raise NotHere
        return HttpResponsePermanentRedirect(f"{ROOT}/people/{moved}", preserve_request=True)
    return json_reply(person_out(it))


@dataclass(frozen=True, slots=True)
class AudiencesOut:
    """Who reads each field; `listed`: who finds one in the directory."""

    about: str
    pronouns: str
    unit: str
    knows: str
    wants: str
    speaks: str
    time_zone: str
    listed: str


class AudiencesIn(Schema):
    """Who is to read a field; what is left out stays as it is."""

    about: AudienceName | None = None
    pronouns: AudienceName | None = None
    unit: AudienceName | None = None
    knows: AudienceName | None = None
    wants: AudienceName | None = None
    speaks: AudienceName | None = None
    time_zone: AudienceName | None = None
    listed: AudienceName | None = Described(None, description="Never everyone.")


@dataclass(frozen=True, slots=True)
class OwnProfileOut:
    """All that one tells of oneself; `audiences` says of each field who reads it."""

    about: str
    pronouns: str
    unit: str
    time_zone: str
    knows: list[str]
    wants: list[str]
    speaks: list[str]
    audiences: AudiencesOut


class OwnProfileIn(Schema):
    """What changes; what is left out stays as it is."""

    about: str | None = None
    pronouns: str | None = None
    unit: str | None = None
    time_zone: str | None = None
    knows: list[str] | None = None
    wants: list[str] | None = None
    speaks: list[str] | None = None
    audiences: AudiencesIn | None = None


@router.get("/me/profile", response=OwnProfileOut, summary="Read one's own profile")
def read_own_profile(request: HttpRequest) -> HttpResponse:
    """Return what the caller tells of themself, and who reads it."""
    return json_reply(_own(_me(request)))


@router.patch("/me/profile", response=OwnProfileOut, summary="Change one's own profile")
def change_own_profile(request: HttpRequest, wish: OwnProfileIn) -> HttpResponse:
    """Change fields of the caller's profile, or who reads them."""
    me = _me(request)
    given = wish.dict(exclude_none=True, exclude={"audiences"})
    audiences = wish.audiences.dict(exclude_none=True) if wish.audiences else {}
    describe_person(
        actor=request.actor,
        person=me,
        texts={name: value for name, value in given.items() if name not in LISTS},
        words={name: value for name, value in given.items() if name in LISTS},
        audiences={name: Audience[word.upper()] for name, word in audiences.items()},
    )
    return json_reply(_own(me))


def _me(request: HttpRequest) -> Person:
    me = person_behind(request.actor)
    if me is None:
        raise SignInFirst
    return me


def _own(me: Person) -> OwnProfileOut:
    it, kept = own_description(me)
    return OwnProfileOut(
        it.about,
        it.pronouns,
        it.unit,
        it.time_zone,
        it.knows,
        it.wants,
        it.speaks,
        AudiencesOut(**{name: _word(kept, name) for name in Field.values}),
    )


def _word(kept: Profile, name: str) -> str:
    return Audience(kept.audience_of(name)).name.lower()


@dataclass(frozen=True, slots=True)
class AvoidedOut:
    """Somebody whom the caller blocks or mutes."""

    handle: str
    name: str
    how: str
    since: datetime


@dataclass(frozen=True, slots=True)
class AvoidedListOut:
    """Whom the caller blocks or mutes, the latest first."""

    items: list[AvoidedOut]
    next: str | None = None


@router.get("/me/avoided", response=AvoidedListOut, summary="Whom one blocks or mutes")
def list_avoided(request: HttpRequest) -> HttpResponse:
    """Return whom the caller blocks or mutes. Nobody else learns of it."""
    rows = people_avoided(request.actor)
    items = [
        AvoidedOut(row.handle, row.name, "block" if row.is_block else "mute", row.since)
        for row in rows
    ]
    return json_reply(AvoidedListOut(items))


@router.put("/people/{handle}/mute", response={204: None}, summary="Mute a person")
def mute(request: HttpRequest, handle: Name) -> HttpResponse:
    """No longer see what somebody writes; they are not told."""
    mute_person(actor=request.actor, person=_id(request, handle))
    return HttpResponse(status=204)


@router.put("/people/{handle}/block", response={204: None}, summary="Block a person")
def block(request: HttpRequest, handle: Name) -> HttpResponse:
    """No longer see what somebody writes, nor be spoken to by them; they are not told."""
    block_person(actor=request.actor, person=_id(request, handle))
    return HttpResponse(status=204)


@router.delete("/people/{handle}/mute", response={204: None}, summary="Unmute a person")
@router.delete("/people/{handle}/block", response={204: None}, summary="Unblock a person")
def meet(request: HttpRequest, handle: Name) -> HttpResponse:
    """See again what somebody writes."""
    meet_person(actor=request.actor, person=_id(request, handle))
    return HttpResponse(status=204)


def _id(request: HttpRequest, handle: str) -> int:
    it = profile(request.actor, handle)
    if it is None:
        raise NotHere
    return it.id
