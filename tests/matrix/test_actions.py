"""The actions behind the verbs let exactly those through whom the tables name.

Each is tried for real, inside a savepoint that is taken back. What counts is whether something
happened: who is a member already may "join", and nothing comes of it.
"""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tertulia.core.activity.actors import Actor, system
from tertulia.core.activity.queries import last_id
from tertulia.core.communities.actions import (
    archive_community,
    ask_to_join,
    change_community,
    decide_request,
    end_term,
    found_community,
    give_role,
    give_roles,
    join_community,
    leave_community,
    remove_member,
    reopen_community,
    suspend_person,
    write_charter,
)
from tertulia.core.communities.actions.circles import add_to_circle
from tertulia.core.communities.models import Community, JoinPolicy, JoinRequest, Role
from tertulia.core.people.actions import (
    change_profile,
    create_person,
    deactivate_person,
    invite_person,
    remove_factors,
    rename_person,
    reopen_person,
    set_password,
    sign_out_everywhere,
)
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import (
    accept_answer,
    close_thread,
    edit_post,
    import_threads,
    link_threads,
    merge_threads,
    move_thread,
    move_to_lane,
    open_wiki,
    pin_thread,
    remove_post,
    remove_thread,
    reopen_thread,
    reply,
    resolve_thread,
    restore_post,
    restore_thread,
    retitle_thread,
    split_thread,
    start_thread,
)
from tertulia.core.threads.actions.sorting import create_topic, rename_topic
from tertulia.core.threads.foreign import ForeignPost
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.models import Post, Thread
from tertulia.core.topics.models import Topic as TopicRow
from tertulia.features.questions.actions import say_me_too
from tertulia.features.questions.models import Question
from tertulia.kit.limits import forget_spending
from tertulia.kit.web.refusals import NotAllowed, NotHere, SignInFirst
from tests.house.sources import sentences
from tests.matrix.expected import TABLES
from tests.matrix.tables import ROLES
from tests.matrix.world import Spot, Topic, World

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]
ANCIENT = datetime(2019, 1, 1, tzinfo=UTC)
Act = Callable[[Actor], object]
# Of those whom every table names together, one is enough here: `test_matrix` walks them all.
ALIKE = {"deactivated", "expert", "facilitator", "librarian", "mentor", "sponsor", "leader"}
ACTING = [role for role in ROLES if role not in ALIKE]


def happens(actor: Actor, act: Act) -> bool:
    """Try `act`, take it back, and say whether anything came of it."""
    before = last_id()
    with transaction.atomic():
        try:
            act(actor)
        except (NotAllowed, NotHere, SignInFirst):
            return False
        finally:
            changed = last_id() != before
            transaction.set_rollback(True)
    return changed


def _named(community: Community) -> TopicRow:
    return TopicRow.objects.create(community=community, slug="some", name="Some")


def _asked(community: Community, person: Person) -> JoinRequest:
    return JoinRequest.objects.create(community=community, person=person)


def community_acts(world: World, spot: Spot) -> dict[str, list[Act]]:
    """Return what can be done with a community, by the verb that permits it."""
    here = Community.objects.get(pk=spot.community.pk)
    member, asking = world.people["host"].pk, world.people["shadow"]
    other = world.people["librarian"].pk
    return {
        "join_community": [lambda a: join_community(actor=a, community=here)],
        "ask_to_join_community": [lambda a: ask_to_join(actor=a, community=here)],
        "leave_community": [lambda a: leave_community(actor=a, community=here)],
        "change_community": [
            lambda a: change_community(actor=a, community=here, name="Another name"),
            lambda a: write_charter(actor=a, community=here, norms="Be kind."),
        ],
        "archive_community": [
            lambda a: (reopen_community if here.archived_at is not None else archive_community)(
                actor=a, community=Community.objects.get(pk=here.pk)
            )
        ],
        "found_below_community": [
            lambda a: found_community(
                actor=a, slug="below", name="Below", visibility="secret", parent=here
            )
        ],
        "manage_members": [
            lambda a: give_role(actor=a, community=here, person=member, role=Role.EXPERT),
            lambda a: end_term(actor=a, community=here, person=other, role=Role.LIBRARIAN),
            lambda a: give_roles(actor=a, community=here, person=member, roles=Role.MEMBER),
            lambda a: remove_member(actor=a, community=here, person=member),
            lambda a: decide_request(actor=a, request=_asked(here, asking), accept=True),
        ],
        "import_threads": [
            lambda a: import_threads(actor=a, community=here, source="s", batch=[_foreign()])
        ],
        "start_thread": [
            lambda a, k=kind.name: start_thread(
                actor=a, community=here, kind=k, title="A title", source="Words."
            )
            for kind in all_kinds()
        ],
        **_further_acts(world, here, member),
    }


def _further_acts(world: World, here: Community, member: int) -> dict[str, list[Act]]:
    return {
        "suspend_people": [lambda a: pause(a, here, member)],
        "add_to_circle": [
            lambda a: add_to_circle(actor=a, circle=here, handle=world.people["stranger"].handle)
        ],
        "manage_topics": [
            lambda a: create_topic(actor=a, community=here, name="A new topic"),
            lambda a: rename_topic(actor=a, topic=_named(here), name="Another name"),
        ],
    }


def pause(actor: Actor, here: Community, person: int) -> None:
    until = timezone.now() + timedelta(hours=1)
    suspend_person(actor=actor, community=here, person=person, until=until, reason="Enough.")


def _foreign() -> ForeignPost:
    opens = next(all_kinds()).name
    return ForeignPost(1, "topic", "1", "1", ANCIENT, "Words.", opens=opens, title="From elsewhere")


def thread_acts(world: World, topic: Topic) -> dict[str, list[Act]]:
    """Return what can be done with a thread, by the verb that permits it."""
    thread, other = topic.thread.pk, elsewhere(world, topic)
    beside = next(
        it.thread.pk
        for it in world.topics
        if (it.spot, it.state) == (topic.spot, "open") and it.thread.pk != thread
    )
    there = next(it.community for it in world.spots if not it.archived and it not in (topic.spot,))
    return {
        "reply": [lambda a: reply(actor=a, thread_id=thread, source="Words.")],
        "retitle_thread": [
            lambda a: retitle_thread(actor=a, thread_id=thread, title="New", topics=["one"])
        ],
        "link_thread": [
            lambda a: link_threads(actor=a, source=thread, target=other, relation="related")
        ],
        "split_thread": [
            lambda a: split_thread(actor=a, thread_id=thread, numbers={4}, title="Part")
        ],
        "merge_thread": [lambda a: merge_threads(actor=a, thread_id=thread, into=beside)],
        "move_thread": [lambda a: move_thread(actor=a, thread_id=thread, community=there)],
        "pin_thread": [lambda a: pin_thread(actor=a, thread_id=thread)],
        "change_lane": [lambda a: move_to_lane(actor=a, thread_id=thread, lane="lounge")],
        "remove_thread": [lambda a: remove_thread(actor=a, thread_id=thread)],
        "restore_thread": [lambda a: restore_thread(actor=a, thread_id=thread)],
        "resolve_thread": [lambda a: resolve_thread(actor=a, thread_id=thread)],
        "close_thread": [
            lambda a: close_thread(actor=a, thread_id=thread),
            lambda a: reopen_thread(actor=a, thread_id=thread),
        ],
    }


def elsewhere(world: World, topic: Topic) -> int:
    """Return another thread, which everybody sees."""
    others = (it.thread for it in world.topics if it.spot.column == "public" and it.state == "open")
    return next(thread.pk for thread in others if thread.pk != topic.thread.pk)


def post_acts(post: int) -> dict[str, Act]:
    """Return what can be done with a post, by the verb that permits it."""
    return {
        "edit_post": lambda a: edit_post(actor=a, post_id=post, source="Other words."),
        "edit_wiki_post": lambda a: _edit_as_wiki(a, post),
        "turn_into_wiki": lambda a: open_wiki(actor=a, post_id=post),
        "remove_post": lambda a: remove_post(actor=a, post_id=post),
        "restore_post": lambda a: restore_post(actor=a, post_id=post),
    }


def _edit_as_wiki(actor: Actor, post: int) -> None:
    Post.objects.filter(pk=post).update(is_wiki=True)
    edit_post(actor=actor, post_id=post, source="Other words of somebody.")


@pytest.fixture(autouse=True)
def unlimited() -> None:
    forget_spending()


@pytest.fixture(scope="module")
def policies() -> tuple[str, ...]:
    """One joining policy is enough here: `test_matrix` walks them all."""
    return (JoinPolicy.OPEN.value,)


def where(spot: Spot) -> dict[str, object]:
    return {"archived": spot.archived}


@pytest.mark.parametrize("role", ACTING)
def test_in_communities(world: World, role: str) -> None:
    found = []
    for spot in world.spots:
        for verb, acts in community_acts(world, spot).items():
            allowed = TABLES[verb].allows(role, spot.column, spot.policy, where(spot))
            for act in acts:
                if happens(world.actors[role], act) is not allowed:
                    found.append(f"{verb}: {role} at {spot.column}: should be {allowed}")
    assert not found, sentences(found)


def test_asking_where_joining_is_on_request(world: World) -> None:
    Community.objects.update(join_policy=JoinPolicy.REQUEST)
    table = TABLES["ask_to_join_community"]
    found = []
    for role, spot in itertools.product(ACTING, world.spots):
        acts = community_acts(world, spot)
        allowed = table.allows(role, spot.column, "request", where(spot))
        if happens(world.actors[role], acts["ask_to_join_community"][0]) is not allowed:
            found.append(f"{role} at {spot.column} asks: should be {allowed}")
        if happens(world.actors[role], acts["join_community"][0]):
            found.append(f"{role} at {spot.column} simply joins")
    assert not found, sentences(found)


def asked(world: World, role: str, kind: str = "") -> list[Topic]:
    """Return the threads that a role is asked about: of one kind, and of the right author."""
    author = "former author" if role == "former author" else "author"
    kind = kind or next(all_kinds()).name
    return [
        topic
        for topic in world.topics
        if (topic.author, topic.kind) == (author, kind)
        and (not topic.spot.archived or topic.spot.column in ("public", "secret"))
    ]


@pytest.mark.parametrize("role", ACTING)
def test_in_threads(world: World, role: str) -> None:
    found, actor = [], world.actors[role]
    for topic in asked(world, role):
        axes = {**where(topic.spot), "thread": topic.state, "others": True, "remover": "author"}
        for verb, acts in thread_acts(world, topic).items():
            allowed = TABLES[verb].allows(role, topic.spot.column, topic.spot.policy, axes)
            # What is closed already cannot be closed, nor opened what is open.
            done = any(happens(actor, act) for act in acts)
            if done is not (allowed and (verb != "close_thread" or topic.state != "closed")):
                found.append(f"{verb}: {role} at {topic.spot.column}, {axes}: should be {allowed}")
    assert not found, sentences(found)


@pytest.mark.parametrize("role", [*ACTING, "expert"])
def test_with_questions(world: World, role: str) -> None:
    found, actor = [], world.actors[role]
    for topic in asked(world, role, "question"):
        thread = topic.thread.pk
        Question.objects.get_or_create(thread_id=thread)
        acts: dict[str, Act] = {
            "accept_answer": lambda a, t=thread: accept_answer(actor=a, thread_id=t, number=2),
            "say_me_too": lambda a, t=thread: say_me_too(actor=a, thread_id=t),
        }
        axes = {**where(topic.spot), "thread": topic.state}
        for verb, act in acts.items():
            allowed = TABLES[verb].allows(role, topic.spot.column, topic.spot.policy, axes)
            if happens(actor, act) is not allowed:
                found.append(f"{verb}: {role} at {topic.spot.column}, {axes}: {not allowed}")
    assert not found, sentences(found)


@pytest.mark.parametrize("role", ACTING)
def test_with_posts(world: World, role: str) -> None:
    found, actor = [], world.actors[role]
    for topic in asked(world, role):
        for (writer, number), post in topic.posts.items():
            if (writer == "replier") != (role == "replier"):
                continue
            axes = {
                **where(topic.spot),
                "thread": topic.state,
                "post": "removed" if post.is_removed else "stands",
                "first": number == 1,
                "remover": "author",
            }
            for verb, act in post_acts(post.pk).items():
                allowed = TABLES[verb].allows(role, topic.spot.column, topic.spot.policy, axes)
                if happens(actor, act) is not allowed:
                    found.append(f"{verb}: {role} at {topic.spot.column}, {axes}: {not allowed}")
    assert not found, sentences(found)


@pytest.mark.parametrize("role", ACTING)
def test_with_a_thread_that_nobody_answered(world: World, role: str) -> None:
    actor = world.actors[role]
    for topic in asked(world, role):
        if topic.state == "open" and not topic.spot.archived:
            Post.objects.filter(thread=topic.thread).exclude(author=topic.thread.author).delete()
            axes = {"thread": "open", "others": False}
            allowed = TABLES["remove_thread"].allows(role, topic.spot.column, "open", axes)
            act = thread_acts(world, topic)["remove_thread"][0]
            assert happens(actor, act) is allowed, topic.spot.column


@pytest.mark.parametrize("role", ACTING)
def test_what_a_moderator_hid_its_author_cannot_bring_back(world: World, role: str) -> None:
    actor, steward = world.actors[role], world.people["steward"]
    for topic in asked(world, role):
        if topic.state != "removed" or topic.spot.archived:
            continue
        topic.thread.removals.update(remover=steward)
        axes = {"thread": "removed", "post": "removed", "remover": "moderator"}
        thread = topic.thread.pk
        allowed = TABLES["restore_thread"].allows(role, topic.spot.column, "open", axes)
        assert happens(actor, lambda a, t=thread: restore_thread(actor=a, thread_id=t)) is allowed
        for (_writer, _number), post in topic.posts.items():
            if post.is_removed:
                allowed = TABLES["restore_post"].allows(role, topic.spot.column, "open", axes)
                assert happens(actor, post_acts(post.pk)["restore_post"]) is allowed


def _closed_and_opened(actor: Actor, person: Person) -> None:
    deactivate_person(actor=system("command"), person=person)
    reopen_person(actor=actor, person=person)


@pytest.mark.parametrize("role", ACTING)
def test_with_people_and_places(world: World, role: str) -> None:
    actor, found = world.actors[role], []
    other = world.people["leader" if role != "leader" else "host"]
    targets = {"somebody else": other, "a shadow": world.people["shadow"]}
    if role in world.people:
        targets["oneself"] = world.people[role]
    for column, target in targets.items():
        person = Person.objects.get(pk=target.pk)
        changing: list[Act] = [
            lambda a, p=person: change_profile(actor=a, person=p, name="New name", about=""),
            lambda a, p=person: rename_person(actor=a, person=p, handle="newhandle"),
            lambda a, p=person: set_password(actor=a, person=p, password="a long new one"),
            lambda a, p=person: sign_out_everywhere(actor=a, person=p),
        ]
        allowed = TABLES["change_person"].allows(role, column, "", {})
        found += [column for act in changing if happens(actor, act) is not allowed]
        closing = happens(actor, lambda a, p=person: deactivate_person(actor=a, person=p))
        assert closing is TABLES["deactivate_person"].allows(role, column, "", {})
        losing = happens(actor, lambda a, p=person: remove_factors(actor=a, person=p))
        assert losing is TABLES["remove_factors"].allows(role, column, "", {})
        back = happens(actor, lambda a, p=person: _closed_and_opened(a, p))
        assert back is TABLES["reopen_person"].allows(role, column, "", {})
    inviting: Act = lambda a: invite_person(actor=a, email="new@example.org")  # noqa: E731
    assert happens(actor, inviting) is TABLES["invite_person"].allows(role, "anywhere", "", {})
    making: Act = lambda a: create_person(actor=a, email="new@example.org", name="New")  # noqa: E731
    assert happens(actor, making) is TABLES["create_person"].allows(role, "anywhere", "", {})
    founding: Act = lambda a: found_community(actor=a, slug="brand-new", name="New")  # noqa: E731
    assert happens(actor, founding) is TABLES["found_community"].allows(
        role, "anywhere", "", {"founding": "operators"}
    )
    assert not found


def test_what_was_tried_was_taken_back(world: World) -> None:
    assert Thread.objects.count() == len(world.topics)
