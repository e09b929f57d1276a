"""The topics of a community."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import can_read_community, standing_of
from tertulia.core.communities.queries import community_by_slug
from tertulia.core.threads.actions.sorting import (
    create_topic,
    drop_topic,
    free_topic,
    join_topics,
    rename_topic,
)
from tertulia.core.threads.queries.topics import TopicLine, topic_at, topics_listed
from tertulia.core.topics.models import Topic
from tertulia.core.topics.slugs import topic_slug
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import created_reply, json_reply
from tertulia.kit.api.pages import Page, PageQuery, page_of
from tertulia.kit.api.places import ROOT, Name
from tertulia.kit.web.refusals import NotHere, Refused

router = Router(tags=["topics"])


@dataclass(frozen=True, slots=True)
class TopicOut:
    """A topic; its synonyms lead to it. `thread_count` is of those that stand under it."""

    slug: str
    name: str
    thread_count: int
    synonyms: list[str]
    path: str


class TopicsQuery(PageQuery):
    """Which topics are wanted."""

    start: str = Field("", max_length=60, description="How a name, or a synonym, begins.")


class TopicIn(Schema):
    """A topic to be named."""

    name: str


class TopicChange(Schema):
    """What is to be different. With `synonym_of` it becomes another name of that topic."""

    name: str | None = None
    synonym_of: str | None = Field(None, description="The slug of another topic; empty: of none.")


@router.get("/communities/{slug}/topics", response=Page[TopicOut], auth=anyone, summary="Topics")
def list_topics(request: HttpRequest, slug: Name, query: Query[TopicsQuery]) -> HttpResponse:
    """Return the topics of a community, the fullest first."""
    home = _home(request, slug)
    start = query.after_number()
    rows = list(
        enumerate(topics_listed(request.actor, home.pk, start=query.start.strip()), start=1)
    )[start:]
    page = page_of(rows[: query.limit + 1], query.limit, lambda row: (row[0],))
    page["items"] = [_shown(home, line) for _number, line in page["items"]]
    return json_reply(page)


@router.post("/communities/{slug}/topics", response={201: TopicOut}, summary="Name a topic")
def name_topic(request: HttpRequest, slug: Name, wanted: TopicIn) -> HttpResponse:
    """Name a topic before any thread stands under it; for moderators."""
    home = _home(request, slug)
    topic = create_topic(actor=request.actor, community=home, name=wanted.name)
    address = f"{ROOT}/communities/{home.slug}/topics"
    return created_reply(_line(request, home, topic.slug), address)


@router.patch(
    "/communities/{slug}/topics/{topic}", response=TopicOut, summary="Rename or join a topic"
)
def change_topic(
    request: HttpRequest, slug: Name, topic: Name, wanted: TopicChange
) -> HttpResponse:
    """Rename a topic, or make it a synonym of another; its threads go along."""
    home, it = _home(request, slug), _topic(request, slug, topic)
    if wanted.name is not None:
        rename_topic(actor=request.actor, topic=it, name=wanted.name)
        it.refresh_from_db()
    if wanted.synonym_of:
        into = topic_at(request.actor, home.pk, topic_slug(wanted.synonym_of))
        if into is None:
            raise Refused(_("There is no such topic here."), "synonym_of")
        join_topics(actor=request.actor, topic=it, into=into)
        it = into
    elif wanted.synonym_of == "":
        free_topic(actor=request.actor, topic=it)
    return json_reply(_line(request, home, it.slug))


@router.delete(
    "/communities/{slug}/topics/{topic}", response={204: None}, summary="Take a topic away"
)
def take_topic(request: HttpRequest, slug: Name, topic: Name) -> HttpResponse:
    """Take away a topic under which no thread stands."""
    drop_topic(actor=request.actor, topic=_topic(request, slug, topic))
    return HttpResponse(status=204)


def _home(request: HttpRequest, slug: str) -> Community:
    home = community_by_slug(request.actor, slug)
    if home is None or not can_read_community(request.actor, standing_of(request.actor, home)):
        raise NotHere
    return home


def _topic(request: HttpRequest, slug: str, topic: str) -> Topic:
    found = topic_at(request.actor, _home(request, slug).pk, topic)
    if found is None:
        raise NotHere
    return found


def _line(request: HttpRequest, home: Community, slug: str) -> TopicOut:
    topic = topic_at(request.actor, home.pk, slug)
    main = topic.synonym_of or topic if topic else None
    lines = [
        line for line in topics_listed(request.actor, home.pk) if main and line.slug == main.slug
    ]
    if not lines:
        raise NotHere
    return _shown(home, lines[0])


def _shown(home: Community, line: TopicLine) -> TopicOut:
    path = f"/c/{home.slug}/topics/{line.slug}"
    return TopicOut(line.slug, line.name, line.thread_count, list(line.synonyms), path)
