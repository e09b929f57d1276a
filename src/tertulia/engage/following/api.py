"""How far the caller has read, and how closely they follow."""

from dataclasses import dataclass
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.queries import community_by_slug
from tertulia.engage.following.actions import (
    change_habits,
    mark_read,
    watch_community,
    watch_thread,
    watch_topic,
)
from tertulia.engage.following.models import Level
from tertulia.engage.following.queries import (
    communities_followed,
    community_level,
    habits_of,
    read_number,
    thread_level,
    topic_in,
    topic_level,
    topics_followed,
)
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.places import Id, Name
from tertulia.kit.web.refusals import NotHere

router = Router(tags=["reading"])
LAST = 2**31 - 1
Word = Literal["muted", "normal", "following", "watching"]


@dataclass(frozen=True, slots=True)
class ReadOut:
    """The number of the last post that was read; 0 when none was."""

    number: int


class ReadIn(Schema):
    """How far; without a number, to the end."""

    number: Annotated[int, Field(strict=True, ge=0, le=LAST)] | None = None


@dataclass(frozen=True, slots=True)
class WatchingOut:
    """How closely something is followed. `own` is null where that comes from what is around it."""

    level: Word
    own: Word | None


class WatchingIn(Schema):
    """How closely to follow."""

    level: Word


@dataclass(frozen=True, slots=True)
class PlaceWatchedOut:
    """A community, or a topic of one, of which the caller said how closely they follow it."""

    community: str
    topic: str | None
    level: Word


@dataclass(frozen=True, slots=True)
class HabitsOut:
    """What makes the caller follow a thread by itself."""

    when_started: bool
    when_replied: bool
    when_mentioned: bool
    when_read_long: bool


class HabitsIn(Schema):
    """What is to change; what is not given stays."""

    when_started: bool | None = None
    when_replied: bool | None = None
    when_mentioned: bool | None = None
    when_read_long: bool | None = None


def word_of(level: int) -> Word:
    """Return a level as programs read it."""
    name: Word = Level(level).name.lower()  # type: ignore[assignment]
    return name


def level_of(word: str) -> int:
    """Return the level that a program named."""
    return int(Level[word.upper()])


@router.get("/threads/{thread_id}/read", response=ReadOut, summary="How far have I read")
def read_mark(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Return how far the caller has read a thread."""
    return json_reply(ReadOut(read_number(request.actor, thread_id)))


@router.put("/threads/{thread_id}/read", response=ReadOut, summary="Mark as read")
def set_read_mark(request: HttpRequest, thread_id: Id, upto: ReadIn | None = None) -> HttpResponse:
    """Remember how far the caller has read; the mark never goes back."""
    number = LAST if upto is None or upto.number is None else upto.number
    mark_read(actor=request.actor, thread=thread_id, number=number)
    return json_reply(ReadOut(read_number(request.actor, thread_id)))


@router.get("/threads/{thread_id}/watching", response=WatchingOut, summary="How do I follow it")
def read_thread_watching(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Return how closely the caller follows a thread."""
    found = thread_level(request.actor, thread_id)
    own = None if found.own is None else word_of(found.own)
    return json_reply(WatchingOut(word_of(found.level), own))


@router.put("/threads/{thread_id}/watching", response=WatchingOut, summary="Follow a thread")
def set_thread_watching(request: HttpRequest, thread_id: Id, wanted: WatchingIn) -> HttpResponse:
    """Set how closely the caller follows a thread, from muted to watching."""
    watch_thread(actor=request.actor, thread=thread_id, level=level_of(wanted.level))
    return read_thread_watching(request, thread_id)


def _community(actor: Actor, slug: str) -> Community:
    community = community_by_slug(actor, slug)
    if community is None:
        raise NotHere
    return community


@router.get("/communities/{slug}/watching", response=WatchingOut, summary="How do I follow it")
def read_community_watching(request: HttpRequest, slug: Name) -> HttpResponse:
    """Return how closely the caller follows a community."""
    level = word_of(community_level(request.actor, _community(request.actor, slug).pk))
    return json_reply(WatchingOut(level, level))


@router.put("/communities/{slug}/watching", response=WatchingOut, summary="Follow a community")
def set_community_watching(request: HttpRequest, slug: Name, wanted: WatchingIn) -> HttpResponse:
    """Set what holds for the threads of a community, where nothing nearer is said."""
    community = _community(request.actor, slug)
    watch_community(actor=request.actor, community=community, level=level_of(wanted.level))
    return read_community_watching(request, slug)


@router.get(
    "/communities/{slug}/topics/{topic}/watching",
    response=WatchingOut,
    summary="How do I follow it",
)
def read_topic_watching(request: HttpRequest, slug: Name, topic: Name) -> HttpResponse:
    """Return how closely the caller follows a topic; without a word of theirs, as its community."""
    community = _community(request.actor, slug)
    own = topic_level(request.actor, topic_in(request.actor, community, topic).pk)
    level = community_level(request.actor, community.pk) if own is None else own
    return json_reply(WatchingOut(word_of(level), None if own is None else word_of(own)))


@router.put(
    "/communities/{slug}/topics/{topic}/watching", response=WatchingOut, summary="Follow a topic"
)
def set_topic_watching(
    request: HttpRequest, slug: Name, topic: Name, wanted: WatchingIn
) -> HttpResponse:
    """Set what holds for the threads under a topic, before what its community has."""
    found = topic_in(request.actor, _community(request.actor, slug), topic)
    watch_topic(actor=request.actor, topic=found, level=level_of(wanted.level))
    return read_topic_watching(request, slug, topic)


@router.get("/watching", response=list[PlaceWatchedOut], summary="What do I follow")
def read_watching(request: HttpRequest) -> HttpResponse:
    """Return the communities and topics of which the caller said something."""
    places = [*communities_followed(request.actor), *topics_followed(request.actor)]
    return json_reply(
        [PlaceWatchedOut(it.slug, it.topic_slug or None, word_of(it.level)) for it in places]
    )


@router.get("/watching/habits", response=HabitsOut, summary="What makes me follow")
def read_habits(request: HttpRequest) -> HttpResponse:
    """Return what makes the caller follow a thread without saying so."""
    return json_reply(HabitsOut(**habits_of(request.actor)))


@router.put("/watching/habits", response=HabitsOut, summary="Change what makes me follow")
def set_habits(request: HttpRequest, wanted: HabitsIn) -> HttpResponse:
    """Change what makes the caller follow a thread without saying so."""
    given = {name: value for name, value in wanted.dict().items() if value is not None}
    change_habits(actor=request.actor, **given)
    return read_habits(request)
