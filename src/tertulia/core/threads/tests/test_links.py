import pytest

from tertulia.core.communities.actions import change_community
from tertulia.core.threads.actions import link_threads, make_link, remove_thread, unlink_threads
from tertulia.core.threads.models import Relation, Thread, ThreadLink
from tertulia.core.threads.queries.links import links_of
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import SYSTEM, Program, assert_problem, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(workshop) -> tuple[int, int]:
    """A thread, and another that speaks of the same."""
    return tuple(workshop.start(title=title).thread_id for title in ("Damp walls", "Wet walls"))


def ways(actor, thread: int) -> list[tuple[str, str]]:
    return [(row.way, row.title) for row in links_of(actor, thread)]


def test_a_link_is_seen_from_both_ends(workshop, two):
    one, other = two
    link_threads(actor=workshop.ana, source=other, target=one, relation="asked_before")
    assert ways(workshop.eve, other) == [("asked_before", "Damp walls")]
    assert ways(workshop.eve, one) == [("asked_before-back", "Wet walls")]
    (link,) = ThreadLink.objects.all()
    assert (link.actor_id, link.relation) == (workshop.ana.person_id, "asked_before")


def test_said_again_it_is_one_link_and_to_be_related_is_mutual(workshop, two):
    one, other = two
    for source, target in (two, two, (other, one)):
        link_threads(actor=workshop.ana, source=source, target=target, relation="related")
    assert ThreadLink.objects.count() == 1
    assert ways(workshop.ana, one) == [("related", "Wet walls")]
    assert ways(workshop.ana, other) == [("related", "Damp walls")]
    unlink_threads(actor=workshop.ana, source=other, target=one, relation="related")
    assert not ThreadLink.objects.exists()


def test_only_who_arranges_the_thread_joins_it(workshop, two):
    one, other = two
    with pytest.raises(NotAllowed):
        link_threads(actor=workshop.ben, source=one, target=other, relation="related")
    mine = workshop.start(by=workshop.ben, title="Mine").thread_id
    link_threads(actor=workshop.ben, source=mine, target=one, relation="answers")
    with pytest.raises(NotAllowed):
        unlink_threads(actor=workshop.eve, source=mine, target=one, relation="answers")


def test_nothing_is_joined_to_what_one_does_not_see(workshop, two):
    one, _other = two
    vault = place("vault", visibility="secret")
    hidden = workshop.start(by=SYSTEM, community=vault, title="Hidden").thread_id
    for target in (hidden, 987_654):
        with pytest.raises(Refused) as refusal:
            link_threads(actor=workshop.ana, source=one, target=target, relation="related")
        assert str(refusal.value) == "There is no such thread here."
    with pytest.raises(NotHere):
        link_threads(actor=workshop.ana, source=hidden, target=one, relation="related")
    with pytest.raises(Refused):
        link_threads(actor=workshop.ana, source=one, target=one, relation="related")


def test_how_a_thread_came_to_be_is_not_said_by_people(workshop, two):
    one, other = two
    for relation in ("made_from", "split_from", "likes", ""):
        with pytest.raises(Refused):
            link_threads(actor=workshop.ana, source=one, target=other, relation=relation)
    thread = Thread.objects.get(pk=one)
    make_link(actor=workshop.ana, source=thread, target=other, relation=Relation.MADE_FROM)
    with pytest.raises(Refused):
        unlink_threads(actor=workshop.ana, source=one, target=other, relation="made_from")
    assert ways(workshop.eve, other) == [("made_from-back", "Damp walls")]


def test_a_link_goes_out_of_sight_with_either_end(workshop, two, client):
    one, other = two
    link_threads(actor=workshop.ana, source=one, target=other, relation="asked_before")
    page = f"/t/{one}/damp-walls"
    assert "Wet walls" in client.get(page).content.decode()
    remove_thread(actor=workshop.ana, thread_id=other)
    assert ways(workshop.eve, one) == []
    assert ways(workshop.ana, one) == [("asked_before", "Wet walls")]
    assert "Wet walls" not in client.get(page).content.decode()
    assert list(Program().all_of(f"/threads/{one}/links")) == []


def test_a_link_across_communities_follows_their_visibility(workshop, two):
    one, _other = two
    hall = place("hall")
    there = workshop.start(by=workshop.ana, community=hall, title="In the hall").thread_id
    link_threads(actor=workshop.ana, source=one, target=there, relation="related")
    assert ways(workshop.eve, one)
    change_community(actor=SYSTEM, community=hall, visibility="secret")
    assert ways(workshop.eve, one) == []


def test_programs_read_make_and_take_links(workshop, two):
    from tertulia.core.people.models import Person

    one, other = two
    ana = Program(Person.objects.get(handle="ana"))
    address = f"/threads/{one}/links/asked_before/{other}"
    told = ana.put(address).json()
    (link,) = Program().all_of(f"/threads/{one}/links", limit=1)
    assert link == told
    assert (link["relation"], link["direction"], link["thread"]) == ("asked_before", "to", other)
    assert link["path"] == f"/t/{other}/wet-walls"
    (back,) = Program().all_of(f"/threads/{other}/links")
    assert (back["direction"], back["thread"]) == ("from", one)
    assert ana.delete(address).status_code == 204
    assert list(Program().all_of(f"/threads/{one}/links")) == []
    assert_problem(ana.put(f"/threads/{one}/links/made_from/{other}"), 404)
    assert_problem(ana.put(f"/threads/{one}/links/related/{one}"), 422, "target")
    assert_problem(Program(Person.objects.get(handle="ben")).put(address), 403)
    assert_problem(Program().put(address), 401)
    assert_problem(Program().get("/threads/987654/links"), 404)
