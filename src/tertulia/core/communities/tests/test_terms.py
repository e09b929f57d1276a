"""Roles are held for a term, by somebody's hand, and handed over."""

from datetime import date

import pytest

from tertulia.core.communities.actions import (
    end_term,
    give_role,
    give_roles,
    leave_community,
    write_charter,
    write_handover,
)
from tertulia.core.communities.models import Membership, Role, Term
from tertulia.core.communities.queries import charter_of
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db


def running(community) -> set[tuple[int, int]]:
    rows = Term.objects.filter(community=community, ended_at=None)
    return set(rows.values_list("person_id", "role"))


def test_a_role_has_a_row_that_says_who_gave_it_and_until_when():
    ann, bob = somebody(), somebody()
    it = place("it", bob, coordinator=ann)
    day = date(2030, 1, 31)
    term = give_role(
        actor=acting(ann), community=it, person=bob.id, role=Role.HOST, until=day, note="Keys."
    )
    assert (term.giver_id, term.until, term.note) == (ann.id, day, "Keys.")
    assert running(it) == {(ann.id, Role.COORDINATOR), (bob.id, Role.HOST)}
    give_role(actor=acting(ann), community=it, person=bob.id, role=Role.HOST, note="Two keys.")
    changed = Term.objects.get(pk=term.pk)
    assert (changed.note, changed.until, Term.objects.count()) == ("Two keys.", None, 2)


def test_giving_roles_as_a_set_keeps_the_rows_in_step():
    ann, bob = somebody(), somebody()
    it = place("it", bob, coordinator=ann)
    roles = Role.MEMBER | Role.EXPERT | Role.MENTOR
    give_roles(actor=SYSTEM, community=it, person=bob.id, roles=roles)
    give_roles(actor=SYSTEM, community=it, person=bob.id, roles=Role.MEMBER | Role.MENTOR)
    assert running(it) == {(ann.id, Role.COORDINATOR), (bob.id, Role.MENTOR)}
    ended = Term.objects.get(role=Role.EXPERT)
    assert ended.ended_at is not None
    leave_community(actor=acting(bob), community=it)
    assert running(it) == {(ann.id, Role.COORDINATOR)}


def test_the_last_coordinator_stays_one_however_the_term_ends():
    ann, bob = somebody(), somebody()
    it = place("it", bob, coordinator=ann)
    for actor in (acting(ann), SYSTEM):
        with pytest.raises(Refused, match="at least one coordinator"):
            end_term(actor=actor, community=it, person=ann.id, role=Role.COORDINATOR)
    give_role(actor=acting(ann), community=it, person=bob.id, role=Role.COORDINATOR)
    end_term(actor=acting(ann), community=it, person=ann.id, role=Role.COORDINATOR)
    assert running(it) == {(bob.id, Role.COORDINATOR)}
    assert Membership.objects.get(community=it, person=ann).roles == Role.MEMBER


def test_one_lays_down_ones_own_role_and_nobody_elses():
    ann, bob, eve = somebody(), somebody(), somebody()
    it = place("it", bob, eve, coordinator=ann)
    give_role(actor=acting(ann), community=it, person=bob.id, role=Role.HOST)
    with pytest.raises(NotAllowed):
        end_term(actor=acting(eve), community=it, person=bob.id, role=Role.HOST)
    with pytest.raises(NotAllowed):
        give_role(actor=acting(bob), community=it, person=eve.id, role=Role.HOST)
    with pytest.raises(NotHere):
        write_handover(actor=acting(eve), community=it, role=Role.HOST, note="Mine now.")
    write_handover(actor=acting(bob), community=it, role=Role.HOST, note="The keys hang here.")
    assert Term.objects.get(role=Role.HOST).note == "The keys hang here."
    end_term(actor=acting(bob), community=it, person=bob.id, role=Role.HOST)
    assert running(it) == {(ann.id, Role.COORDINATOR)}


@pytest.mark.parametrize("role", [Role.MEMBER, 0, 3, 4096])
def test_what_is_no_role_cannot_be_given(role):
    ann = somebody()
    it = place("it", coordinator=ann)
    with pytest.raises(Refused):
        give_role(actor=acting(ann), community=it, person=ann.id, role=role)


def test_a_charter_has_a_day_on_which_it_is_looked_at_again():
    it = place("it")
    write_charter(actor=SYSTEM, community=it, review_due="2030-02-28")
    assert charter_of(it).review_due == date(2030, 2, 28)
    with pytest.raises(Refused, match="year-month-day"):
        write_charter(actor=SYSTEM, community=it, review_due="soon")
    write_charter(actor=SYSTEM, community=it, review_due="")
    assert charter_of(it).review_due is None
