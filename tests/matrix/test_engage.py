"""Every role before every post, with what one may do to it besides answering."""

import itertools

import pytest

from tertulia.engage.bookmarks.models import Bookmark
from tertulia.engage.bookmarks.permissions import can_bookmark, seen_by
from tertulia.engage.polls.models import Results
from tertulia.engage.polls.permissions import (
    can_close_poll,
    can_see_results,
    can_set_poll,
    can_vote,
)
from tertulia.engage.reactions.permissions import can_react, can_see_reactions
from tests.house.sources import sentences
from tests.matrix.asked import axes_of, posts_asked
from tests.matrix.expected import TABLES
from tests.matrix.tables import ROLES
from tests.matrix.world import World

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]
VERBS = {
    "react": can_react,
    "see_reactions": can_see_reactions,
    "vote": can_vote,
    "set_poll": can_set_poll,
    "close_poll": can_close_poll,
    "bookmark": can_bookmark,
}
# What a poll says of its results, whether it is closed, whether one voted; and if they are out.
POLLS = {
    (str(results), closed, voted): closed
    or results == Results.ALWAYS
    or (results == Results.VOTED and voted)
    for results, closed, voted in itertools.product(Results, (False, True), (False, True))
}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_posts(world: World, verb: str) -> None:
    found, may = [], VERBS[verb]
    asked = ((role, *each) for role in ROLES for each in posts_asked(world, role))
    for role, topic, post, facts in asked:
        axes, spot = axes_of(topic, post), topic.spot
        allowed = TABLES[verb].allows(role, spot.column, spot.policy, axes)
        if may(world.actors[role], facts) is not allowed:
            found.append(f"{verb}: {role} at {spot.column}, {axes}: should be {allowed}")
    assert not found, sentences(found)


@pytest.mark.parametrize("role", ROLES)
def test_results(world: World, role: str) -> None:
    found, actor = [], world.actors[role]
    asked = itertools.product(posts_asked(world, role), POLLS.items())
    for (topic, post, facts), ((results, closed, voted), out) in asked:
        axes, spot = axes_of(topic, post) | {"results": out}, topic.spot
        allowed = TABLES["see_results"].allows(role, spot.column, spot.policy, axes)
        answer = can_see_results(actor, facts, results=results, is_closed=closed, has_voted=voted)
        if answer is not allowed:
            found.append(f"{role} at {spot.column}, {axes}: should be {allowed}")
    assert not found, sentences(found)


@pytest.mark.parametrize("role", ROLES)
def test_both_forms_say_which_bookmarks_are_shown(world: World, role: str) -> None:
    actor, owner = world.actors[role], world.people["stranger"]
    rows = {
        post.pk: (actor.signed_in and can_bookmark(actor, facts), post)
        for _topic, post, facts in posts_asked(world, role)
    }
    Bookmark.objects.bulk_create(Bookmark(person=owner, post=post) for _may, post in rows.values())
    seen = set(Bookmark.objects.filter(seen_by(actor)).values_list("post", flat=True))
    assert not actor.signed_in or seen == {pk for pk, (may, _post) in rows.items() if may}
