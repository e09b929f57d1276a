"""Every role at every place with every verb and kind: the program answers what the tables say."""

import importlib
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tertulia.core.activity.actors import Actor
from tertulia.core.communities import permissions as communities
from tertulia.core.people import permissions as people
from tertulia.core.site import permissions as site
from tertulia.core.threads import permissions as threads
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.models import Thread
from tertulia.core.threads.permissions import PostFacts, ThreadFacts
from tertulia.core.threads.queries import post_facts, thread_facts
from tertulia.core.threads.queries.facts import FACTS, standing_from, with_standing
from tertulia.features.questions import permissions as questions
from tertulia.lenses.reading.community_page import community_page
from tests.house.sources import PACKAGE, sentences
from tests.matrix.asked import axes_of, posts_asked, topics_asked
from tests.matrix.expected import TABLES
from tests.matrix.expected_places import COMMUNITIES, PEOPLE
from tests.matrix.expected_posts import POSTS, QUESTIONS, THREADS
from tests.matrix.page import PAGE, SECTIONS, permissions_page
from tests.matrix.tables import ROLES, Hole, read_table, silent_rows
from tests.matrix.world import World

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]
ANYWHERE = {
    "suspend_from_site", "found_community", "create_person", "join_site", "invite_person",
    "choose_settings",
}  # fmt: skip
OF_PLACES = {"start_thread", "import_threads", "decide_placement"}
PERMISSIONS = sorted(PACKAGE.glob("*/*/permissions.py"))
Wrong = Iterator[str]


def rules() -> dict[str, str]:
    """Return the sentence for every verb that any slice has a rule for."""
    found: dict[str, str] = {}
    for path in PERMISSIONS:
        name = ".".join(("tertulia", *path.relative_to(PACKAGE).with_suffix("").parts))
        found |= importlib.import_module(name).RULES
    return found


def differs(verb: str, role: str, column: str, policy: str, axes: dict, answer: bool) -> Wrong:
    """Yield a sentence where the program's answer is not what the table says."""
    if TABLES[verb].allows(role, column, policy, axes) is not answer:
        yield f"{verb}: {role} at {column} ({policy}, {axes}): {'yes' if answer else 'no'}"


def test_every_rule_has_a_table_and_every_table_a_rule() -> None:
    assert set(rules()) == set(TABLES)


def test_every_table_speaks_of_every_role_once() -> None:
    found = [fault for table in TABLES.values() for fault in silent_rows(table)]
    assert not found, sentences(found)


def test_the_page_of_permissions_is_what_the_tables_say() -> None:
    slices = {".".join(path.relative_to(PACKAGE).parts[:2]) for path in PERMISSIONS}
    assert set(SECTIONS) == slices
    assert PAGE.read_text(encoding="utf-8") == permissions_page(), "run `make documents`"


def test_a_cell_without_a_rule_is_seen() -> None:
    table = read_table("try", "when: archived\n  public\nguest  yes")
    for column, axes in (("public", {"archived": False}), ("site", {"archived": True})):
        with pytest.raises(Hole):
            table.allows("guest", column, "open", axes)
    with pytest.raises(Hole):
        table.allows("member", "public", "open", {"archived": True})
    assert table.allows("guest", "public", "open", {"archived": True})


@pytest.mark.parametrize("verb", sorted(set(COMMUNITIES) - ANYWHERE))
def test_communities(world: World, verb: str) -> None:
    may = getattr(communities, f"can_{verb}")
    found = [
        fault
        for role, spot in itertools.product(ROLES, world.spots)
        for fault in differs(
            verb,
            role,
            spot.column,
            spot.policy,
            {"archived": spot.archived},
            may(world.actors[role], world.standing(role, spot)),
        )
    ]
    assert not found, sentences(found)


@pytest.mark.parametrize("founding", ["operators", "members"])
@pytest.mark.parametrize("verb", sorted(ANYWHERE))
def test_verbs_that_stand_for_the_whole_site(
    world: World, verb: str, founding: str, settings: Any
) -> None:
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"founding": founding})
    homes = (communities, people, site)
    may = next(getattr(home, f"can_{verb}") for home in homes if verb in home.RULES)
    axes = {"founding": founding}
    found = [
        fault
        for role in ROLES
        for fault in differs(verb, role, "anywhere", "", axes, may(world.actors[role]))
    ]
    assert not found, sentences(found)


@pytest.mark.parametrize("verb", sorted(set(PEOPLE) - ANYWHERE))
def test_people(world: World, verb: str) -> None:
    may = getattr(people, f"can_{verb}")
    found = []
    for role in ROLES:
        whom = {
            "somebody else": world.people["leader" if role != "leader" else "host"],
            "a shadow": world.people["shadow"],
        }
        if role != "deactivated":
            whom["a closed account"] = world.people["deactivated"]
        if role in world.people:
            whom["oneself"] = world.people[role]
        for column, person in whom.items():
            answer = may(world.actors[role], person)
            found += differs(verb, role, column, "", {}, answer)
    assert not found, sentences(found)


def variants(verb: str) -> list[tuple[dict, tuple]]:
    """Return the further facts that a verb depends on, as (axes, arguments)."""
    if verb == "remove_thread":
        return [({"others": others}, (others,)) for others in (False, True)]
    if verb in ("restore_thread", "restore_post"):
        return [({"remover": "author"}, ("author",)), ({"remover": "moderator"}, (None,))]
    return [({}, ())]


@pytest.mark.parametrize("verb", sorted((set(THREADS) | set(QUESTIONS)) - OF_PLACES))
def test_threads(world: World, verb: str) -> None:
    may = getattr(questions if verb in QUESTIONS else threads, f"can_{verb}")
    found = []
    asked = ((role, topic) for role in ROLES for topic in topics_asked(world, role))
    for role, topic in asked:
        facts = world.facts(role, topic)
        for more, given in variants(verb):
            axes = {"archived": topic.spot.archived, "thread": topic.state, **more}
            given = tuple(facts.author_id if one == "author" else one for one in given)
            answer = may(world.actors[role], facts, *given)
            found += differs(verb, role, topic.spot.column, topic.spot.policy, axes, answer)
    assert not found, sentences(found)


@pytest.mark.parametrize("verb", sorted(OF_PLACES))
def test_threads_to_come(world: World, verb: str) -> None:
    may = getattr(threads, f"can_{verb}")
    found = []
    for role, spot, kind in itertools.product(ROLES, world.spots, all_kinds()):
        actor, place = world.actors[role], world.standing(role, spot)
        answer = may(actor, place) and kind.is_open_to(actor, place)
        axes = {"archived": spot.archived}
        found += differs(verb, role, spot.column, spot.policy, axes, answer)
    assert not found, sentences(found)


@pytest.mark.parametrize("verb", sorted(POSTS))
def test_posts(world: World, verb: str) -> None:
    may = getattr(threads, f"can_{verb}")
    found = []
    asked = ((role, *each) for role in ROLES for each in posts_asked(world, role))
    for role, topic, post, facts in asked:
        for more, given in variants(verb):
            given = tuple(post.author_id if one == "author" else one for one in given)
            answer = may(world.actors[role], facts, *given)
            axes = axes_of(topic, post) | more
            found += differs(verb, role, topic.spot.column, topic.spot.policy, axes, answer)
    assert not found, sentences(found)


@pytest.mark.parametrize("role", ROLES)
def test_both_forms_of_each_rule_say_the_same(world: World, role: str) -> None:
    actor = world.actors[role]
    rows = [(spot.community.id, world.standing(role, spot)) for spot in world.spots]
    for sql, may in (
        (communities.visible_to(actor), communities.can_list_community),
        (communities.readable_to(actor), communities.can_read_community),
        (communities.moderated_by(actor), communities.can_moderate_community),
    ):
        ids = set(sql.values_list("id", flat=True))
        assert {number for number, place in rows if may(actor, place)} == ids & {r[0] for r in rows}
    ours = {topic.thread.id: world.facts(role, topic) for topic in world.topics}
    seen = set(threads.visible_to(actor).values_list("id", flat=True))
    assert {n for n, facts in ours.items() if threads.can_see_thread(actor, facts)} == seen
    read = set(threads.posts_visible_to(actor).values_list("id", flat=True))
    posts = (
        PostFacts(post.id, post.number, post.author_id, post.is_removed, ours[topic.thread.id])
        for topic in world.topics
        for post in topic.posts.values()
    )
    assert {facts.id for facts in posts if threads.can_see_post(actor, facts)} == read


@pytest.mark.parametrize("role", ROLES)
def test_compiled_queries_say_the_same(world: World, role: str) -> None:
    actor = world.actors[role]
    for topic in topics_asked(world, role):
        if topic.spot.policy != "open":
            continue
        facts, compiled = world.facts(role, topic), thread_facts(actor, topic.thread.id)
        assert (compiled is not None) == threads.can_see_thread(actor, facts)
        if compiled:
            assert rights(actor, compiled) == rights(actor, facts), topic
        if topic.kind == "trial" and not topic.spot.archived:
            for post in topic.posts.values():
                asked = PostFacts(post.id, post.number, post.author_id, post.is_removed, facts)
                found = post_facts(actor, post.id)
                assert (found is not None) == threads.can_see_post(actor, asked)


def rights(actor: Actor, facts: ThreadFacts) -> dict[str, bool]:
    """Return every answer that depends on a thread's facts and its place."""
    place = facts.place
    answers = {
        verb: getattr(communities, f"can_{verb}")(actor, place)
        for verb in set(COMMUNITIES) - ANYWHERE
    }
    answers |= {verb: getattr(threads, f"can_{verb}")(actor, place) for verb in OF_PLACES}
    for verb in set(THREADS) - OF_PLACES:
        for more, given in variants(verb):
            given = tuple(facts.author_id if one == "author" else one for one in given)
            answers[f"{verb} {more}"] = getattr(threads, f"can_{verb}")(actor, facts, *given)
    return answers


@pytest.mark.parametrize("role", ROLES)
def test_the_community_page_says_the_same(world: World, role: str) -> None:
    actor = world.actors[role]
    for spot in world.spots:
        place, page = world.standing(role, spot), community_page(actor, spot.community.slug)
        assert (page is not None) == communities.can_list_community(actor, place)
        if page:
            for verb in set(COMMUNITIES) - ANYWHERE:
                may = getattr(communities, f"can_{verb}")
                assert may(actor, page.standing) == may(actor, place), (spot, verb)
            assert page.may_read == communities.can_read_community(actor, place)
            assert page.may_start == threads.can_start_thread(actor, place)


def test_the_standing_beside_a_thread_is_the_standing_looked_up(world: World) -> None:
    for role in ("steward above", "coordinator above", "member above", "leader", "stranger"):
        actor = world.actors[role]
        rows = with_standing(Thread.objects.all(), actor.person_id).values_list(*FACTS)
        by_id = {row[0]: standing_from(row[6:]) for row in rows}
        for topic in world.topics:
            place = world.standing(role, topic.spot)
            for verb in ("change_community", "moderate_community", "read_community"):
                may = getattr(communities, f"can_{verb}")
                assert may(actor, by_id[topic.thread.id]) == may(actor, place), (role, topic)
