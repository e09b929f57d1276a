"""What is done around the demonstration's communities, and who its people are.

=== request by HANDLE 2d ago                      asks to join, with the body as message
=== letter to@example by HANDLE 4d ago            an invitation by letter; link: one for several
=== role steward ANN until 200d by HANDLE 9d ago  for a term, with the body as note
=== synonyms floods: spate by HANDLE 9d ago       other names of a topic
=== archive by HANDLE 9d ago
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.utils import timezone

from tertulia.config.demo.scripts import Event, Page, span
from tertulia.config.demo.stage import VISITOR, Stage
from tertulia.core.activity.actors import system
from tertulia.core.communities.actions import (
    archive_community,
    ask_to_join,
    invite_by_letter,
    invite_by_link,
)
from tertulia.core.communities.actions.terms import give_role
from tertulia.core.communities.models import Role
from tertulia.core.people.actions import create_person
from tertulia.core.profiles.actions import describe_person
from tertulia.core.threads.actions.sorting import join_topics
from tertulia.core.topics.actions import find_or_name_topics
from tertulia.core.topics.models import Topic

_TEXTS = ("pronouns", "unit", "time_zone")
_WORDS = ("knows", "wants", "speaks")


def arrive(stage: Stage, page: Page) -> None:
    """Let somebody come, and say who they are."""
    person = create_person(
        actor=system("command"),
        email=f"{page.name}@demo.example",
        name=page.values["name"],
        handle=page.name,
        is_operator=page.name == VISITOR,
    )
    stage.people[page.name] = person
    texts = {name: page.values[name] for name in _TEXTS if name in page.values}
    words = {name: page.words(name) for name in _WORDS if name in page.values}
    if page.body:
        texts["about"] = page.body
    if texts or words:
        describe_person(actor=stage.actor(page.name), person=person, texts=texts, words=words)


def _request(stage: Stage, page: Page, event: Event) -> None:
    place = stage.places[page.name]
    ask_to_join(actor=stage.actor(event.who), community=place, message=event.body)


def _letter(stage: Stage, page: Page, event: Event) -> None:
    invite_by_letter(
        actor=stage.actor(event.who),
        community=stage.places[page.name],
        email=event.what,
        message=event.body,
    )


def _link(stage: Stage, page: Page, event: Event) -> None:
    place = stage.places[page.name]
    invite_by_link(actor=stage.actor(event.who), community=place, days=60, most_uses=25)


def _role(stage: Stage, page: Page, event: Event) -> None:
    role, handle, _until, lasts = event.what.split()
    give_role(
        actor=stage.actor(event.who),
        community=stage.places[page.name],
        person=stage.people[handle].id,
        role=Role[role.upper()],
        until=_day(span(lasts)),
        note=event.body,
    )


def _day(ahead: timedelta) -> date:
    return (timezone.now() + ahead).date()


def _synonyms(stage: Stage, page: Page, event: Event) -> None:
    actor, place = stage.actor(event.who), stage.places[page.name]
    name, _colon, others = event.what.partition(":")
    names = [name, *(each.strip() for each in others.split(","))]
    ids = find_or_name_topics(actor=actor, community_id=place.id, names=names)
    main, *rest = (Topic.objects.get(pk=each) for each in ids)
    for topic in rest:
        join_topics(actor=actor, topic=topic, into=main)


def _archive(stage: Stage, page: Page, event: Event) -> None:
    archive_community(actor=stage.actor(event.who), community=stage.places[page.name])


AFFAIRS: Mapping[str, Callable[[Stage, Page, Event], None]] = {
    "request": _request,
    "letter": _letter,
    "link": _link,
    "role": _role,
    "synonyms": _synonyms,
    "archive": _archive,
}
