"""Every role before every post and report, and before a place where they are suspended."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.core.communities import permissions as communities
from tertulia.core.communities.models import Suspension
from tertulia.core.threads import permissions as threads
from tertulia.core.threads.permissions import PostFacts
from tertulia.core.threads.queries import thread_facts
from tertulia.engage.reports.models import Reason, Report
from tertulia.engage.reports.permissions import can_report_post, can_settle_report, settled_by
from tertulia.lenses.reading.community_page import community_page
from tests.house.sources import sentences
from tests.matrix.asked import axes_of, posts_asked, topics_asked
from tests.matrix.expected import TABLES
from tests.matrix.tables import ROLES
from tests.matrix.world import World

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]


@pytest.fixture(scope="module")
def policies() -> tuple[str, ...]:
    """How one joins says nothing here."""
    return ("open",)


@pytest.mark.parametrize("role", ROLES)
def test_reporting(world: World, role: str) -> None:
    actor, found = world.actors[role], []
    for topic, post, facts in posts_asked(world, role):
        axes, column = axes_of(topic, post), topic.spot.column
        for verb, may in (("report_post", can_report_post), ("settle_report", can_settle_report)):
            allowed = TABLES[verb].allows(role, column, "open", axes)
            if may(actor, facts) is not allowed:
                found.append(f"{verb} at {column}, {axes}: should be {allowed}")
    assert not found, sentences(found)


@pytest.mark.parametrize("role", ROLES)
def test_both_forms_say_who_decides(world: World, role: str) -> None:
    actor, reporter = world.actors[role], world.people["stranger"]
    rows = {
        Report.objects.create(
            post=post, reporter=reporter, reason=Reason.SPAM, said="x"
        ).pk: PostFacts(post.id, number, post.author_id, post.is_removed, world.facts(role, topic))
        for topic in world.topics
        if topic.state != "closed" and topic.kind == "discussion"
        for (_writer, number), post in topic.posts.items()
    }
    seen = set(settled_by(actor).values_list("pk", flat=True))
    assert seen == {pk for pk, facts in rows.items() if can_settle_report(actor, facts)}


@pytest.mark.parametrize("role", ROLES)
def test_who_is_suspended_adds_nothing(world: World, role: str) -> None:
    actor, found = world.actors[role], []
    for topic in topics_asked(world, role):
        facts = world.facts(role, topic)
        facts = replace(facts, place=replace(facts.place, is_suspended=True))
        post = PostFacts(1, 2, facts.author_id, False, facts)
        for verb, may in (
            ("start_thread", threads.can_start_thread(actor, facts.place)),
            ("reply", threads.can_reply(actor, facts)),
            ("edit_post", threads.can_edit_post(actor, post)),
            ("join", communities.can_join_community(actor, facts.place)),
            ("ask_to_join", communities.can_ask_to_join_community(actor, facts.place)),
        ):
            if may:
                found.append(f"{role} may {verb} at {topic.spot.column}")
    assert not found, sentences(found)


@pytest.mark.parametrize("where", ["here", "above", "over"])
def test_every_form_of_standing_knows_of_a_suspension(world: World, where: str) -> None:
    now = timezone.now()
    for role, topic in itertools.product(("member", "stranger"), world.topics):
        community = topic.spot.community
        place = community.parent if where == "above" else community
        if topic.state != "open" or topic.spot.archived or place is None:
            continue
        until = now + timedelta(hours=-1 if where == "over" else 1)
        row = Suspension.objects.create(
            community=place,
            person=world.people[role],
            reason="x",
            begun_at=now,
            until=until,
            wanted_until=until,
        )
        actor, holds = world.actors[role], where != "over"
        standing = communities.standing_of(actor, community)
        facts, page = thread_facts(actor, topic.thread.pk), community_page(actor, community.slug)
        assert standing.is_suspended is holds
        assert facts is None or facts.place.is_suspended is holds
        assert page is None or page.standing.is_suspended is holds
        row.delete()
