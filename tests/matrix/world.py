"""Every place, person, thread and post that the matrix asks about, made in a few statements."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from tertulia.core.activity.actors import ANONYMOUS, Actor, system
from tertulia.core.communities.models import (
    Ancestry,
    Charter,
    Community,
    Membership,
    Role,
)
from tertulia.core.communities.permissions import Standing, standing_of
from tertulia.core.people.models import AccessToken, Person, Session
from tertulia.core.people.queries import actor_of_session, bearer_of, hash_of
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.models import Post, Removal, Thread
from tertulia.core.threads.permissions import ThreadFacts
from tests.matrix.tables import PLACES

# What each role holds in the community itself, and elsewhere.
HELD = {
    "deactivated": Role.MEMBER | Role.COORDINATOR,
    "guest": Role.GUEST,
    "author": Role.MEMBER,
    "replier": Role.MEMBER,
    "member": Role.MEMBER,
    **{
        role.name.lower(): Role.MEMBER | role
        for role in Role
        if role not in (Role.MEMBER, Role.GUEST)
    },
}
HELD_ABOVE = {
    "member above": Role.MEMBER,
    "steward above": Role.MEMBER | Role.STEWARD,
    "coordinator above": Role.MEMBER | Role.COORDINATOR,
}
HELD_BESIDE = {"coordinator beside": Role.MEMBER | Role.COORDINATOR}
NOWHERE = ("stranger", "former author", "operator")
AUTHORS = ("author", "former author")
STATES = ("open", "closed", "removed")
# More than enough for what the actions take away.
COUNTS = {"member_count": 50, "thread_count": 50}
# What is open to all within a branch, which is closed to whoever stands beside it; and a circle.
WIDE = {"branch": "public", "circle": "secret"}


@dataclass(frozen=True)
class Spot:
    """A community and where it stands in the matrix."""

    column: str
    policy: str
    archived: bool
    community: Community


@dataclass(frozen=True)
class Topic:
    """A thread and where it stands in the matrix."""

    spot: Spot
    kind: str
    state: str
    author: str
    thread: Thread
    posts: dict[tuple[str, int], Post] = field(default_factory=dict)


class World:
    """People by role, and the places they are asked about."""

    def __init__(self, policies: tuple[str, ...]) -> None:
        self.people = _people()
        self.spots = list(_spots(policies))
        self._belong()
        self.topics = [
            Topic(spot, kind.name, state, author, self._thread(spot, kind.name, state, author))
            for spot, kind, state, author in itertools.product(
                self.spots, all_kinds(), STATES, AUTHORS
            )
        ]
        Thread.objects.bulk_create([topic.thread for topic in self.topics])
        self._write()
        self.actors = {role: self._actor(role) for role in self.people}
        self.actors |= {"anonymous": ANONYMOUS, "system": system("command")}
        self._standings: dict[tuple[str, int], Standing] = {}

    def standing(self, role: str, spot: Spot) -> Standing:
        """Return what `role` is at a place, looked up once."""
        key = role, spot.community.pk
        if key not in self._standings:
            self._standings[key] = standing_of(self.actors[role], spot.community)
        return self._standings[key]

    def facts(self, role: str, topic: Topic) -> ThreadFacts:
        """Return the facts of a thread for `role`, whether they may see it or not."""
        thread = topic.thread
        return ThreadFacts(
            thread.pk,
            thread.community_id,
            thread.author_id,
            thread.status,
            thread.is_removed,
            thread.last_number,
            self.standing(role, topic.spot),
        )

    def _belong(self) -> None:
        above = [Community.objects.get(slug=slug) for slug in ("open-branch", "closed-branch")]
        beside = [Community.objects.get(slug=slug) for slug in ("open-beside", "closed-beside")]
        here = [spot.community for spot in self.spots]
        rows = (
            Membership(community=place, person=self.people[role], roles=int(roles))
            for held, places in ((HELD, here), (HELD_ABOVE, above), (HELD_BESIDE, beside))
            for (role, roles), place in itertools.product(held.items(), places)
        )
        Membership.objects.bulk_create(rows)

    def _thread(self, spot: Spot, kind: str, state: str, author: str) -> Thread:
        return Thread(
            community=spot.community,
            kind=kind,
            title=f"{kind} of {author}",
            slug="thread",
            author=self.people[author],
            status="closed" if state == "closed" else "open",
            is_removed=state == "removed",
            next_number=6,
            last_number=5,
            post_count=3,
        )

    def _write(self) -> None:
        posts, removals = [], []
        for topic in self.topics:
            for number, (writer, gone) in enumerate(_written(topic.author), start=1):
                post = Post(
                    thread=topic.thread,
                    number=number,
                    author=self.people[writer],
                    source="Hello.",
                    html="<p>Hello.</p>",
                    text="Hello.",
                    is_removed=gone,
                )
                topic.posts[writer, number] = post
                posts.append(post)
                if gone:
                    removals.append(
                        Removal(thread=topic.thread, post=post, remover=self.people[writer])
                    )
            if topic.state == "removed":
                removals.append(Removal(thread=topic.thread, remover=self.people[topic.author]))
        Post.objects.bulk_create(posts)
        Removal.objects.bulk_create(removals)

    def _actor(self, role: str) -> Actor:
        """Return who stands at the door: what the session and the token of this person give."""
        person = self.people[role]
        later = timezone.now() + timedelta(days=1)
        Session.objects.create(
            session_key=f"matrix-{person.handle}", person=person, epoch=1, expire_date=later
        )
        AccessToken.objects.create(person=person, hash=hash_of(person.handle), scope="write")
        actor = actor_of_session(f"matrix-{person.handle}")
        bearer = bearer_of(person.handle)
        assert (actor is None) == (bearer is None)
        assert actor is None or bearer is None or actor.person_id == bearer.actor.person_id
        return actor or ANONYMOUS


def _people() -> dict[str, Person]:
    roles = (*HELD, *HELD_ABOVE, *HELD_BESIDE, *NOWHERE, "shadow")
    people = [
        Person(
            handle=f"m-{role.replace(' ', '-')}",
            handle_key=f"m-{role.replace(' ', '-')}",
            name=role.capitalize(),
            is_operator=role == "operator",
            is_active=role != "deactivated",
            is_shadow=role == "shadow",
        )
        for role in roles
    ]
    # Whoever is the only operator cannot leave, which has nothing to do with rights.
    other = Person(handle="m-other", handle_key="m-other", name="Other", is_operator=True)
    Person.objects.bulk_create([*people, other])
    return dict(zip(roles, people, strict=True))


def _spots(policies: tuple[str, ...]) -> Iterator[Spot]:
    branches = {
        name: _community(f"{name}-branch", visibility, "invitation", None)
        for name, visibility in (("open", "public"), ("closed", "public"))
    }
    for name, visibility in (("open", "public"), ("closed", "public")):
        _community(f"{name}-beside", visibility, "invitation", branches[name])
    for column, policy, archived in itertools.product(PLACES, policies, (False, True)):
        parent = {"branch": branches["closed"], "circle": None}.get(column, branches["open"])
        slug = f"{column}-{policy}-{'archived' if archived else 'alive'}"
        community = _community(
            slug,
            WIDE.get(column, column),
            policy,
            parent,
            is_circle=column == "circle",
            archived_at=timezone.now() if archived else None,
        )
        if column == "branch":
            community.is_closed, community.closed_by = True, community
            community.save(update_fields=["is_closed", "closed_by"])
        yield Spot(column, policy, archived, community)


def _community(
    slug: str, visibility: str, policy: str, parent: Community | None, **more: object
) -> Community:
    community = Community.objects.create(
        slug=slug,
        name=slug,
        visibility=visibility,
        join_policy=policy,
        parent=parent,
        **COUNTS,
        **more,
    )
    Charter.objects.create(community=community)
    above = [(community, 0)] + ([(parent, 1)] if parent else [])
    Ancestry.objects.bulk_create(
        Ancestry(descendant=community, ancestor=each, depth=depth) for each, depth in above
    )
    return community


def _written(author: str) -> tuple[tuple[str, bool], ...]:
    """Return who wrote the posts of a thread, in order, and which are removed."""
    return ((author, False), (author, False), (author, True), ("replier", False), ("replier", True))
