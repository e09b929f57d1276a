"""The demonstration happens: everything goes through the same actions as what people click."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from tertulia.config.demo import scripts
from tertulia.config.demo.affairs import AFFAIRS, arrive
from tertulia.config.demo.clock import Mark, tell_as_if_then
from tertulia.config.demo.deeds import DEEDS
from tertulia.config.demo.stage import VISITOR, Stage
from tertulia.core.activity.actors import system
from tertulia.core.communities.actions import (
    CHARTER_TEXTS,
    add_member,
    found_community,
    write_charter,
)
from tertulia.core.communities.models import Role
from tertulia.core.people.models import Person
from tertulia.engage.following.actions import mark_read

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Step:
    """Something to do, as if it were `ago` before now."""

    ago: timedelta
    do: Callable[[], None]


def play() -> None:
    """Fill an empty instance with the demonstration, told as if it had happened over months."""
    stage, marks = Stage(), []
    now = timezone.now()
    with transaction.atomic():
        for step in sorted(_steps(stage), key=lambda step: -step.ago):
            step.do()
            marks.append(Mark(timezone.now(), now - step.ago))
        tell_as_if_then(marks)
        _read_as_far_as_told(stage)
    _finish_jobs()


def _finish_jobs() -> None:
    from tertulia.kit.jobs.running import drain

    drain()


def _steps(stage: Stage) -> list[Step]:
    steps = [
        Step(scripts.span(page.values["since"]), partial(arrive, stage, page))
        for page in scripts.people()
    ]
    since = {page.name: scripts.span(page.values["since"]) for page in scripts.people()}
    for page in scripts.communities():
        founded = scripts.span(page.values["founded"])
        steps.append(Step(founded, partial(_found, stage, page)))
        for place, member in enumerate(page.words("members")):
            handle, *roles = member.split()
            joined = min(founded, since[handle]) - (place + 1) * _MINUTE
            steps.append(Step(joined, partial(_join, stage, page.name, handle, roles)))
        charter = founded - (len(page.words("members")) + 1) * _MINUTE
        steps.append(Step(charter, partial(_write_charter, stage, page)))
        steps += [
            Step(affair.ago, partial(_look_after, stage, page, affair))
            for affair in scripts.affairs(page)
        ]
    for told in scripts.conversations():
        steps += [
            Step(event.ago, partial(_happen, stage, told.page, event)) for event in told.events
        ]
    return steps


def _found(stage: Stage, page: scripts.Page) -> None:
    parent = page.values.get("parent")
    stage.places[page.name] = found_community(
        actor=system("command"),
        slug=page.name,
        name=page.values["name"],
        visibility=page.values["visibility"],
        join_policy=page.values["join"],
        parent=stage.places[parent] if parent else None,
    )


def _join(stage: Stage, place: str, handle: str, roles: list[str]) -> None:
    bits = sum((Role[role.upper()] for role in roles), int(Role.MEMBER))
    community = stage.places[place]
    add_member(
        actor=system("command"),
        community=community,
        person=stage.people[handle].id,
        roles=bits,
    )


def _write_charter(stage: Stage, page: scripts.Page) -> None:
    parts = dict(page.parts)
    texts = {name: parts[name] for name in CHARTER_TEXTS if name in parts}
    questions = [line.strip("- ") for line in parts.get("key_questions", "").splitlines()]
    write_charter(
        actor=system("command"),
        community=stage.places[page.name],
        key_questions=questions,
        **texts,
    )


def _happen(stage: Stage, page: scripts.Page, event: scripts.Event) -> None:
    try:
        DEEDS[event.deed](stage, page, event)
    except Exception as error:
        error.add_note(f"in the demonstration's thread {page.name}: {event.deed} by {event.who}")
        raise


def _look_after(stage: Stage, page: scripts.Page, event: scripts.Event) -> None:
    try:
        AFFAIRS[event.deed](stage, page, event)
    except Exception as error:
        error.add_note(f"in the demonstration's community {page.name}: {event.deed}")
        raise


def _read_as_far_as_told(stage: Stage) -> None:
    """Have the visitor come back to what they have read in part."""
    for told in scripts.conversations():
        read = told.page.values.get("read")
        if read:
            thread = stage.threads[told.page.name]
            mark_read(actor=stage.actor(VISITOR), thread=thread, number=int(read))


def visitor_id() -> int:
    """Return who the visitor of the demonstration is."""
    person = Person.objects.filter(handle=VISITOR).values_list("id", flat=True).first()
    assert person is not None, "the demonstration has no visitor"
    return person
