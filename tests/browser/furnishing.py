"""Fills an instance for the journeys: `python -m tests.browser.furnishing` prints what is there.

Ada runs the place and coordinates; Bo is a member and reads along; Cleo has just got an account.
"""

import json
from typing import Any

from tertulia.config.commands.instance import open_instance

PASSWORD = "green tomatoes, fried"
WIDE = "```python\n" + "wide = " + "'x' + " * 60 + "''\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
OPENING = (
    "The warp slackens towards the left selvedge after about forty centimetres.\n\n"
    "I have tried **another beam** and [a heavier weight](https://example.org/weights).\n\n" + WIDE
)


def main() -> None:
    """Fill the instance and print one line of JSON."""
    open_instance()
    from tertulia.core.people.actions import create_person

    people = {
        name: create_person(
            actor=_system(),
            email=f"{name}@example.org",
            name=f"{name.title()} Weaver",
            handle=name,
            password=PASSWORD,
            is_operator=name == "ada",
        )
        for name in ("ada", "bo", "cleo")
    }
    told = {"people": {name: _signed_in(one) for name, one in people.items()}}
    told |= {"ids": {name: one.id for name, one in people.items()}}
    print(json.dumps(told | _places(people)))


def _system() -> Any:
    from tertulia.core.activity.actors import system

    return system("command")


def _signed_in(person: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from tertulia.core.people.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _actor(person: Any) -> Any:
    from tertulia.core.activity.actors import Actor

    return Actor(person_id=person.pk, name=person.name, handle=person.handle)


def _places(people: dict[str, Any]) -> dict[str, Any]:
    from tertulia.core.communities.actions import (
        add_member,
        ask_to_join,
        found_community,
        write_charter,
    )
    from tertulia.core.communities.models import Role

    weaving = found_community(actor=_system(), slug="weaving", name="Hand weaving")
    guild = found_community(
        actor=_system(), slug="guild", name="The guild", visibility="members", join_policy="request"
    )
    for place in (weaving, guild):
        roles = Role.MEMBER | Role.COORDINATOR
        add_member(actor=_system(), community=place, person=people["ada"].id, roles=roles)
    add_member(actor=_system(), community=weaving, person=people["bo"].id, roles=Role.MEMBER)
    write_charter(
        actor=_system(),
        community=weaving,
        domain_statement="Cloth made by hand: looms, yarns, and what goes wrong.",
        key_questions=["Which warp holds?", "How does one mend a selvedge?"],
        norms="Show the cloth. Say what you tried.",
    )
    ask_to_join(actor=_actor(people["bo"]), community=guild, message="I weave since 1994.")
    return {"threads": {**_threads(people, weaving, guild), "circle": _circle(people)}}


def _threads(people: dict[str, Any], weaving: Any, guild: Any) -> dict[str, Any]:
    from tertulia.core.threads.actions import (
        AnchorGiven,
        close_thread,
        edit_post,
        remove_post,
        reply,
    )
    from tertulia.engage.bookmarks.actions import keep_bookmark
    from tertulia.engage.polls.actions import Wanted, set_poll, vote
    from tertulia.engage.reactions.actions import react

    ada, bo = _actor(people["ada"]), _actor(people["bo"])
    warp = _start(ada, weaving, "The warp slackens on the left", OPENING, ["warp", "tension"])
    thread = warp.thread_id
    words = AnchorGiven(number=1, exact="another beam")
    reported = reply(actor=bo, thread_id=thread, source="Which one did you try?", anchor=words)
    last = reply(actor=ada, thread_id=thread, source="The ash one, from the old loom.")
    gone = reply(actor=bo, thread_id=thread, source="Said too early.")
    remove_post(actor=ada, post_id=gone.id, reason="Said in the wrong thread.")
    reply(actor=bo, thread_id=thread, source="Then it is the ratchet.", reply_to=1)
    edit_post(actor=ada, post_id=last.id, source="The *ash* one, from the old loom in the attic.")
    react(actor=bo, post_id=last.id, name="thanks")
    react(actor=bo, post_id=warp.id, name="same")
    asked = Wanted("Which beam next?", ["Ash", "Beech", "None of them"], is_named=True)
    set_poll(actor=ada, post_id=last.id, wanted=asked)
    vote(actor=bo, post_id=last.id, places=[1])
    keep_bookmark(actor=bo, post_id=last.id, note="For when the ash comes.")
    long = _start(bo, weaving, "What is on your loom today?", "Say it in a line.", []).thread_id
    for number in range(2, 46):
        reply(actor=ada, thread_id=long, source=f"Line {number}: a towel, plain weave.")
    closed = _start(ada, weaving, "Rules of the swap", "Bring cloth.", []).thread_id
    close_thread(actor=ada, thread_id=closed, reason="The swap is over.")
    secret = _start(ada, guild, "What we charge", "Too little.", []).thread_id
    posts = {"first": warp.id, "edited": last.id, "gone": gone.id}
    objections = _objections(people, guild, reported.id)
    places = {"warp": thread, "long": long, "closed": closed, "guild": secret}
    return {**objections, **places, "posts": posts}


def _objections(people: dict[str, Any], guild: Any, post: int) -> dict[str, Any]:
    from datetime import timedelta

    from django.utils import timezone

    from tertulia.core.communities.actions import appeal_suspension, suspend_person
    from tertulia.engage.reports.actions import report_post
    from tertulia.lenses.moderation.queries import suspension_key

    cleo = _actor(people["cleo"])
    report = report_post(actor=cleo, post_id=post, reason="spam", words="The third time this week.")
    paused = suspend_person(
        actor=_actor(people["ada"]),
        community=guild,
        person=people["cleo"].id,
        until=timezone.now() + timedelta(days=3),
        reason="You quoted a private letter. Please read the charter in these days.",
    )
    appeal_suspension(actor=cleo, suspension=paused, words="It was my own letter.")
    key = suspension_key(paused)
    return {"report": report.pk, "suspension": paused.pk, "suspension_key": key}


def _circle(people: dict[str, Any]) -> str:
    from tertulia.core.threads.actions.conversing import start_conversation

    said = "Shall we warp on Sunday?"
    post = start_conversation(actor=_actor(people["bo"]), handles=["ada"], source=said)
    return str(post.thread.community.slug)


def _start(actor: Any, place: Any, title: str, source: str, topics: list[str]) -> Any:
    from tertulia.core.threads.actions import start_thread

    return start_thread(
        actor=actor, community=place, kind="discussion", title=title, source=source, topics=topics
    )


if __name__ == "__main__":
    main()
