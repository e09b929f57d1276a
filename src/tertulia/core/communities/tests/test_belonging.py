import threading

import pytest
from django.db import connection

from tertulia.core.activity.models import Activity
from tertulia.core.communities.actions import (
    add_member,
    ask_to_join,
    decide_request,
    give_roles,
    join_community,
    leave_community,
    remove_member,
    withdraw_request,
)
from tertulia.core.communities.models import Community, JoinRequest, Membership, Role
from tertulia.core.communities.permissions import readable_to, standing_of
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    rows = Activity.objects.filter(verb__startswith="membership.").order_by("id")
    return [verb.removeprefix("membership.") for verb in rows.values_list("verb", flat=True)]


def roles_of(community: Community, person) -> int | None:
    held = Membership.objects.filter(community=community, person=person)
    return held.values_list("roles", flat=True).first()


def count(community: Community) -> int:
    return Community.objects.get(pk=community.pk).member_count


def test_who_joins_is_a_member_and_is_counted_once():
    plaza, ana = place("plaza"), somebody()
    for _twice in range(2):
        join_community(actor=acting(ana), community=plaza)
    assert roles_of(plaza, ana) == Role.MEMBER
    assert (count(plaza), verbs()) == (1, ["joined"])


def test_joining_takes_no_role_away():
    ana = somebody()
    plaza = place("plaza", coordinator=ana)
    join_community(actor=acting(ana), community=plaza)
    assert roles_of(plaza, ana) & Role.COORDINATOR


@pytest.mark.parametrize("policy", ["request", "invitation"])
def test_joining_is_refused_where_it_is_not_open(policy):
    club = place("club", visibility="members", join_policy=policy)
    with pytest.raises(NotAllowed):
        join_community(actor=acting(somebody()), community=club)


def test_a_secret_community_is_not_there_for_who_wants_to_join():
    cellar = place("cellar", visibility="secret")
    for act in (join_community, leave_community, ask_to_join):
        with pytest.raises(NotHere):
            act(actor=acting(somebody()), community=cellar)


def test_leaving_ends_reading_and_keeps_the_last_coordinator():
    ana, ben = somebody(), somebody()
    club = place("club", ben, coordinator=ana, visibility="members")
    leave_community(actor=acting(ben), community=club)
    assert not readable_to(acting(ben)).filter(pk=club.pk)
    assert (count(club), verbs()[-1]) == (1, "left")
    with pytest.raises(Refused, match="at least one coordinator"):
        leave_community(actor=acting(ana), community=club)
    for act in (
        lambda: give_roles(actor=SYSTEM, community=club, person=ana.id, roles=Role.MEMBER),
        lambda: remove_member(actor=SYSTEM, community=club, person=ana.id),
    ):
        with pytest.raises(Refused, match="at least one coordinator"):
            act()
    add_member(actor=SYSTEM, community=club, person=ben.id, roles=Role.LEADER)
    leave_community(actor=acting(ana), community=club)
    assert roles_of(club, ana) is None


def test_to_leave_where_one_is_not_changes_nothing():
    plaza = place("plaza")
    leave_community(actor=acting(somebody()), community=plaza)
    assert verbs() == []


def test_somebody_who_is_added_again_keeps_what_they_were():
    ana = somebody()
    plaza = place("plaza", coordinator=ana)
    add_member(actor=SYSTEM, community=plaza, person=ana.id)
    add_member(actor=SYSTEM, community=plaza, person=ana.id, roles=Role.EXPERT)
    assert roles_of(plaza, ana) == Role.MEMBER | Role.COORDINATOR | Role.EXPERT
    assert count(plaza) == 1


def test_a_guest_stays_a_guest_until_made_a_member_proper():
    ana, ben = somebody(), somebody()
    plaza = place("plaza", coordinator=ana)
    add_member(actor=acting(ana), community=plaza, person=ben.id, roles=Role.GUEST)
    assert standing_of(acting(ben), plaza).roles == Role.MEMBER | Role.GUEST
    give_roles(actor=acting(ana), community=plaza, person=ben.id, roles=Role.MEMBER)
    assert roles_of(plaza, ben) == Role.MEMBER


@pytest.mark.parametrize("roles", [0, -1, 1 << 11, 1 << 40])
def test_roles_that_there_are_not_are_refused(roles):
    ana = somebody()
    plaza = place("plaza", ana)
    for act in (give_roles, add_member):
        with pytest.raises(Refused, match="no such role"):
            act(actor=SYSTEM, community=plaza, person=ana.id, roles=roles)
    assert roles_of(plaza, ana) == Role.MEMBER


def test_nobody_can_be_made_of_a_number():
    plaza = place("plaza")
    with pytest.raises(NotHere):
        add_member(actor=SYSTEM, community=plaza, person=10**9)
    with pytest.raises(NotHere):
        give_roles(actor=SYSTEM, community=plaza, person=somebody().id, roles=Role.EXPERT)


def test_asking_again_changes_what_was_said_and_waits_once():
    ana, ben = somebody(), somebody()
    club = place("club", coordinator=ana, join_policy="request")
    ask_to_join(actor=acting(ben), community=club, message="Please")
    request = ask_to_join(actor=acting(ben), community=club, message="Pretty please")
    assert JoinRequest.objects.get().message == "Pretty please"
    decide_request(actor=acting(ana), request=request, accept=True)
    assert roles_of(club, ben) == Role.MEMBER
    with pytest.raises(Refused, match="decided already"):
        decide_request(actor=acting(ana), request=request, accept=False)


def test_who_was_declined_may_ask_again():
    ana, ben = somebody(), somebody()
    club = place("club", coordinator=ana, join_policy="request")
    first = ask_to_join(actor=acting(ben), community=club)
    decide_request(actor=acting(ana), request=first, accept=False)
    assert roles_of(club, ben) is None
    second = ask_to_join(actor=acting(ben), community=club)
    assert second.pk != first.pk
    withdraw_request(actor=acting(ben), community=club)
    assert not JoinRequest.objects.filter(state="waiting").exists()


def test_a_request_that_waits_is_settled_when_somebody_is_added():
    ana, ben = somebody(), somebody()
    club = place("club", coordinator=ana, join_policy="request")
    ask_to_join(actor=acting(ben), community=club)
    add_member(actor=acting(ana), community=club, person=ben.id)
    assert JoinRequest.objects.get().state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_leave_at_once_one_stays():
    ana, ben = somebody(), somebody()
    plaza = place("plaza", coordinator=ana)
    add_member(actor=SYSTEM, community=plaza, person=ben.id, roles=Role.COORDINATOR)
    together, refused = threading.Barrier(2), []

    def go(person) -> None:
        try:
            together.wait(5)
            leave_community(actor=acting(person), community=plaza)
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    both = [threading.Thread(target=go, args=(person,)) for person in (ana, ben)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert len(refused) == 1
    assert Membership.objects.filter(community=plaza).count() == 1
