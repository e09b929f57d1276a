"""The demonstration happens: everything goes through the same actions as what people click."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from tertulia.config.demo import scripts
from tertulia.config.demo.clock import Mark, tell_as_if_then
from tertulia.core.activity.actors import Actor, system
from tertulia.core.communities.actions import (
    CHARTER_TEXTS,
    add_member,
    found_community,
    write_charter,
)
from tertulia.core.communities.models import Community, Role
from tertulia.core.people.actions import change_profile, create_person
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import (
    AnchorGiven,
    close_thread,
    edit_post,
    remove_post,
    reply,
    start_thread,
)
from tertulia.core.threads.models import Post
from tertulia.engage.following.actions import mark_read

VISITOR = "robin"
_MINUTE = timedelta(minutes=1)


@dataclass
class Stage:
    """What is there so far, by the names that the content uses."""

    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Community] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)

    def actor(self, handle: str) -> Actor:
        """Return somebody at the page that they write on."""
        person = self.people[handle]
        return Actor(
            person_id=person.id,
            handle=person.handle,
            name=person.name,
            is_operator=person.is_operator,
            language=person.language,
        )


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
        Step(scripts.span(page.values["since"]), partial(_arrive, stage, page))
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
    for told in scripts.conversations():
        steps += [
            Step(event.ago, partial(_happen, stage, told.page, event)) for event in told.events
        ]
    return steps


def _arrive(stage: Stage, page: scripts.Page) -> None:
    person = create_person(
        actor=system("command"),
        email=f"{page.name}@demo.example",
        name=page.values["name"],
        handle=page.name,
        is_operator=page.name == VISITOR,
    )
    stage.people[page.name] = person
    if page.body:
        name = page.values["name"]
        change_profile(actor=stage.actor(page.name), person=person, name=name, about=page.body)


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
    actor = stage.actor(event.who)
    try:
        if event.deed == "start":
            stage.threads[page.name] = _start(stage, page, actor)
        elif event.deed in ("reply", "remark"):
            _reply(stage.threads[page.name], actor, event)
        else:
            _DEEDS[event.deed](stage.threads[page.name], actor, event)
    except Exception as error:
        error.add_note(f"in the demonstration's thread {page.name}: {event.deed} by {event.who}")
        raise


def _start(stage: Stage, page: scripts.Page, actor: Actor) -> int:
    post = start_thread(
        actor=actor,
        community=stage.places[page.values["community"]],
        kind=page.values.get("kind", "discussion"),
        title=page.values["title"],
        source=page.body,
        topics=page.words("topics"),
        lane=page.values.get("lane", ""),
    )
    return post.thread_id


def _reply(thread: int, actor: Actor, event: scripts.Event) -> None:
    anchor = AnchorGiven(number=event.number or 1, exact=event.words) if event.words else None
    answered = None if anchor else event.number
    reply(actor=actor, thread_id=thread, source=event.body, reply_to=answered, anchor=anchor)


def _edit(thread: int, actor: Actor, event: scripts.Event) -> None:
    edit_post(actor=actor, post_id=_post(thread, event), source=event.body)


def _remove(thread: int, actor: Actor, event: scripts.Event) -> None:
    remove_post(actor=actor, post_id=_post(thread, event), reason=event.body)


def _close(thread: int, actor: Actor, event: scripts.Event) -> None:
    close_thread(actor=actor, thread_id=thread, reason=event.body)


_DEEDS = {"edit": _edit, "remove": _remove, "close": _close}


def _post(thread: int, event: scripts.Event) -> int:
    return Post.objects.get(thread=thread, number=event.number).id


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
