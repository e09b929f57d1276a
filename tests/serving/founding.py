"""Fills an instance: `python -m tests.serving.founding PEOPLE THREADS` prints what is there now.

The first person is an operator. All belong to both communities: `commons`, which anyone reads, and
`cellar`, which its members read; the first two coordinate them.
"""

import json
import sys
from typing import Any

from tertulia.config.commands.instance import open_instance

PASSWORD = "green tomatoes, fried"


def main(people: int, threads: int) -> None:
    """Fill the instance and print one line of JSON."""
    open_instance()
    from tertulia.core.activity.actors import system
    from tertulia.core.communities.actions import found_community

    actor = system("command")
    folk = [_person(number) for number in range(people)]
    told: dict[str, Any] = {"people": [_told(one) for one in folk], "password": PASSWORD}
    for slug, visibility in (("commons", "public"), ("cellar", "members")):
        place = found_community(actor=actor, slug=slug, name=slug.title(), visibility=visibility)
        told[slug] = {"id": place.id, "slug": slug, "threads": _filled(place, folk, threads)}
    print(json.dumps(told))


def _person(number: int) -> Any:
    from tertulia.core.activity.actors import system
    from tertulia.core.people.actions import create_person

    return create_person(
        actor=system("command"),
        email=f"person{number}@example.org",
        name=f"Person {number}",
        password=PASSWORD,
        is_operator=number == 0,
    )


def _told(person: Any) -> dict[str, Any]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from tertulia.core.activity.actors import system
    from tertulia.core.people.actions import create_token
    from tertulia.core.people.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    token = create_token(actor=system("command"), person=person, scope="write", name="tests")
    known = {"id": person.pk, "email": person.email, "handle": person.handle}
    return {**known, "session": session.session_key, "token": token}


def _filled(place: Any, people: list[Any], threads: int) -> list[int]:
    from tertulia.core.activity.actors import Actor
    from tertulia.core.activity.actors import system as by_system
    from tertulia.core.communities.actions import add_member
    from tertulia.core.communities.models import Role
    from tertulia.core.threads.actions import start_thread

    for number, person in enumerate(people):
        roles = Role.MEMBER | Role.COORDINATOR if number < 2 else Role.MEMBER
        add_member(actor=by_system("command"), community=place, person=person.id, roles=roles)
    author = Actor(person_id=people[1].pk, name=people[1].name, handle=people[1].handle)
    posts = [
        start_thread(
            actor=author,
            community=place,
            kind="discussion",
            title=f"Thread {number} in {place.name}",
            source=f"The words that open thread {number}.",
        )
        for number in range(threads)
    ]
    return [post.thread_id for post in posts]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
