"""Lanes, and threads that are shown in other communities than their home."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.communities.actions import add_member, archive_community
from tertulia.core.communities.models import Community
from tertulia.core.threads.actions import (
    ask_for_placement,
    decide_placement,
    end_placement,
    move_to_lane,
    remove_thread,
    start_thread,
)
from tertulia.core.threads.models import LaneChange, Placement, Thread
from tertulia.core.threads.queries.placements import (
    lane_trace,
    placement_known,
    placements_in,
    placements_of_thread,
)
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tertulia.lenses.finding.queries import search
from tertulia.lenses.reading.list_page import threads_listed
from tests.programs import SYSTEM, Program, acting, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


def started(who, where, title="A thread", **more) -> Thread:
    post = start_thread(
        actor=acting(who), community=where, kind="discussion", title=title, source="Words.", **more
    )
    return post.thread


def listed(actor, where, **more) -> list[int]:
    count = Community.objects.get(pk=where.pk).placed_count
    rows, _more = threads_listed(actor, where.pk, has_placed=count > 0, **more)
    return [one.row.id for one in rows]


@pytest.fixture
def town():
    class Town:
        ann, bob, eve, out = (somebody(name) for name in ("Ann", "Bob", "Eve", "Out"))

    Town.home = place("hearth", Town.bob, visibility="members", coordinator=Town.ann)
    Town.other = place("other", Town.bob, coordinator=Town.eve)
    Town.thread = started(Town.bob, Town.home, "Sluices at night")
    return Town


def shown(town) -> Placement:
    made = ask_for_placement(actor=acting(town.bob), thread_id=town.thread.id, community=town.other)
    add_member(actor=SYSTEM, community=town.home, person=town.eve.id)
    decide_placement(actor=acting(town.eve), placement=made, accept=True)
    return made


def test_a_thread_is_listed_elsewhere_only_to_whom_it_is_visible_at_home(town):
    own = started(town.eve, town.other, "At home here")
    shown(town)
    assert listed(acting(town.bob), town.other) == [own.id, town.thread.id]
    assert listed(acting(town.out), town.other) == listed(ANONYMOUS, town.other) == [own.id]
    for query in ("sluices in:other", "sluices in:hearth"):
        assert [hit.thread_id for hit in search(acting(town.bob), query).hits] == [town.thread.id]
        assert not search(acting(town.out), query).hits
    assert len(list(Program(town.bob).all_of("/communities/other/threads"))) == 2
    assert len(list(Program(town.out).all_of("/communities/other/threads"))) == 1
    page = Client()
    page.force_login(town.bob)
    assert "Sluices at night" in page.get("/c/other").content.decode()
    page.force_login(town.out)
    assert "Sluices" not in page.get("/c/other").content.decode()


def test_a_placed_thread_keeps_its_place_among_the_others_page_by_page(town):
    shown(town)
    now = timezone.now()
    ids = [started(town.eve, town.other, f"Number {n}").id for n in range(40)]
    for step, number in enumerate([*ids[:35], town.thread.id, *ids[35:]]):
        Thread.objects.filter(pk=number).update(last_post_at=now - timedelta(minutes=step))
    bob = acting(town.bob)
    first, more = threads_listed(bob, town.other.pk, has_placed=True)
    last = first[-1].row
    rest, end = threads_listed(bob, town.other.pk, has_placed=True, before=(last.last_at, last.id))
    assert (len(first), more, len(rest), end) == (30, True, 11, False)
    assert [one.row.id for one in first + rest] == [*ids[:35], town.thread.id, *ids[35:]]
    assert {one.place for one in first + rest if one.row.id == town.thread.id} == {
        ("Hearth", "/c/hearth")
    }


def test_who_cannot_see_the_thread_is_not_asked_and_cannot_decide(town):
    made = ask_for_placement(actor=acting(town.bob), thread_id=town.thread.id, community=town.other)
    assert placements_in(acting(town.eve), town.other.pk) == []
    assert placement_known(acting(town.eve), made.pk) is None
    with pytest.raises(NotHere):
        decide_placement(actor=acting(town.eve), placement=made, accept=True)
    for stranger in (town.out, town.ann):
        with pytest.raises(NotAllowed):
            decide_placement(actor=acting(stranger), placement=made, accept=True)
    assert Placement.objects.get().state == "waiting"


def test_who_decides_there_shows_it_at_once_and_only_once(town):
    add_member(actor=SYSTEM, community=town.home, person=town.eve.id)
    eve = acting(town.eve)
    for _twice in range(2):
        ask_for_placement(actor=eve, thread_id=town.thread.id, community=town.other)
    assert list(Placement.objects.values_list("state", flat=True)) == ["shown"]
    assert Community.objects.get(slug="other").placed_count == 1
    with pytest.raises(Refused, match="at home"):
        ask_for_placement(actor=eve, thread_id=town.thread.id, community=town.home)
    with pytest.raises(Refused, match="decided already"):
        decide_placement(actor=eve, placement=Placement.objects.get(), accept=False)


def test_it_is_taken_away_by_home_author_asker_and_receivers_and_nobody_else(town):
    made = shown(town)
    with pytest.raises(NotHere):
        end_placement(actor=acting(town.out), placement=made)
    add_member(actor=SYSTEM, community=town.home, person=town.out.id)
    with pytest.raises(NotAllowed):
        end_placement(actor=acting(town.out), placement=made)
    for who in (town.ann, town.bob, town.eve):
        Placement.objects.filter(pk=made.pk).update(state="shown")
        Community.objects.filter(pk=town.other.pk).update(placed_count=1)
        end_placement(actor=acting(who), placement=made)
        assert Placement.objects.get().state == "ended"
        assert Community.objects.get(slug="other").placed_count == 0


def test_what_is_hidden_at_home_is_hidden_everywhere(town):
    shown(town)
    remove_thread(actor=acting(town.ann), thread_id=town.thread.id)
    assert listed(acting(town.eve), town.other) == []
    assert placements_in(acting(town.eve), town.other.pk) == []


def test_an_archived_community_shows_nothing_new(town):
    add_member(actor=SYSTEM, community=town.home, person=town.eve.id)
    archive_community(actor=acting(town.eve), community=town.other)
    other = Community.objects.get(slug="other")
    with pytest.raises(NotAllowed):
        ask_for_placement(actor=acting(town.eve), thread_id=town.thread.id, community=other)


def test_a_secret_community_that_shows_it_is_not_named_to_others(town):
    cellar = place("cellar", visibility="secret", coordinator=town.bob)
    ask_for_placement(actor=acting(town.bob), thread_id=town.thread.id, community=cellar)
    assert len(placements_of_thread(acting(town.bob), town.thread.id)) == 1
    assert placements_of_thread(acting(town.ann), town.thread.id) == []
    client = Client()
    client.force_login(town.ann)
    assert "Cellar" not in client.get(f"/t/{town.thread.id}/elsewhere").content.decode()
    with pytest.raises(NotHere):
        ask_for_placement(actor=acting(town.ann), thread_id=town.thread.id, community=cellar)


def test_placements_for_programs(town):
    bob, eve = Program(town.bob), Program(town.eve)
    made = bob.post(f"/threads/{town.thread.id}/placements", {"community": "other"})
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    assert eve.get("/communities/other/placements").json() == {"items": [], "next": None}
    number = made.json()["id"]
    assert_problem(eve.send("PUT", f"/placements/{number}/decision", {"accept": True}), 404)
    add_member(actor=SYSTEM, community=town.home, person=town.eve.id)
    assert len(eve.get("/communities/other/placements").json()["items"]) == 1
    assert_problem(bob.get("/communities/other/placements"), 403)
    assert eve.send("PUT", f"/placements/{number}/decision", {"accept": True}).status_code == 204
    assert eve.send("DELETE", f"/placements/{number}").status_code == 204
    assert bob.get(f"/threads/{town.thread.id}/placements").json()["items"] == []


def test_the_lounge_leaves_lists_after_thirty_days_and_is_still_found(town):
    talk = started(town.bob, town.other, "Herons and coffee", lane="lounge")
    work = started(town.bob, town.other, "Weirs", lane="workbench")
    assert listed(ANONYMOUS, town.other) == [work.id, talk.id]
    assert listed(ANONYMOUS, town.other, lane="lounge") == [talk.id]
    assert listed(ANONYMOUS, town.other, lane="workbench") == [work.id]
    long_ago = timezone.now() - timedelta(days=31)
    Thread.objects.update(last_post_at=long_ago)
    assert listed(ANONYMOUS, town.other) == [work.id]
    assert listed(ANONYMOUS, town.other, lane="lounge") == []
    assert [hit.thread_id for hit in search(ANONYMOUS, "herons").hits] == [talk.id]


def test_a_move_between_the_lanes_leaves_a_trace(town):
    talk = started(town.bob, town.other, lane="lounge")
    with pytest.raises(NotAllowed):
        move_to_lane(actor=acting(town.out), thread_id=talk.id, lane="workbench")
    with pytest.raises(Refused):
        move_to_lane(actor=acting(town.bob), thread_id=talk.id, lane="cellar")
    for _twice in range(2):
        move_to_lane(actor=acting(town.eve), thread_id=talk.id, lane="workbench")
    assert (Thread.objects.get(pk=talk.id).lane, LaneChange.objects.count()) == ("workbench", 1)
    trace = lane_trace(talk.id)
    assert (trace.lane, trace.by.name) == ("workbench", "Eve")
    assert "from the lounge" in Client().get(f"/t/{talk.id}/{talk.slug}").content.decode()
    Thread.objects.filter(pk=talk.id).update(alias="A quiet voice")
    move_to_lane(actor=acting(town.bob), thread_id=talk.id, lane="lounge")
    assert lane_trace(talk.id).by.name == "A quiet voice"


def test_programs_move_and_filter_by_lane(town):
    talk = started(town.bob, town.other)
    assert (
        Program(town.bob).send("PATCH", f"/threads/{talk.id}", {"lane": "lounge"}).json()["lane"]
        == "lounge"
    )
    names = Program().all_of("/communities/other/threads?lane=lounge")
    assert [one["id"] for one in names] == [talk.id]
