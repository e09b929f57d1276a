"""Invitations: by letter, by link, many at once; what opens them, and until when."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.core.communities.actions import (
    accept_invitation,
    archive_community,
    give_roles,
    invite_by_letter,
    invite_by_link,
    invite_many,
    resend_invitation,
    revoke_invitation,
)
from tertulia.core.communities.invitation_keys import address_of, key_of, opened_by
from tertulia.core.communities.models import Community, Invitation, Membership, Role
from tertulia.kit.mail.models import Letter
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def club():
    class Club:
        ann, bob, eve = (somebody(name) for name in ("Ann", "Bob", "Eve"))

    Club.it = place("club", visibility="secret", join_policy="invitation", coordinator=Club.ann)
    return Club


def belongs(community, person) -> bool:
    return Membership.objects.filter(community=community, person=person).exists()


def test_a_letter_lets_one_person_in_once(club):
    made = invite_by_letter(
        actor=acting(club.ann), community=club.it, email=" New@Example.org ", message="Do come."
    )
    letter = Letter.objects.get(to="new@example.org")
    assert address_of(made) in letter.text
    assert "Do come." in letter.text
    accept_invitation(actor=acting(club.bob), key=key_of(made))
    assert belongs(club.it, club.bob)
    with pytest.raises(NotHere):
        accept_invitation(actor=acting(club.eve), key=key_of(made))
    assert not belongs(club.it, club.eve)
    assert Community.objects.get(pk=club.it.pk).member_count == 2


def test_a_link_lets_in_as_many_as_it_says_until_it_runs_out(club):
    made = invite_by_link(actor=acting(club.ann), community=club.it, most_uses=2, days=1)
    accept_invitation(actor=acting(club.ann), key=key_of(made))  # belongs already: no use of it
    for who in (club.bob, club.bob, club.eve):
        accept_invitation(actor=acting(who), key=key_of(made))
    assert Invitation.objects.get().use_count == 2
    with pytest.raises(NotHere):
        accept_invitation(actor=acting(somebody()), key=key_of(made))
    late = invite_by_link(actor=acting(club.ann), community=club.it, days=1)
    Invitation.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert opened_by(key_of(late)) is None


def test_what_opens_nothing(club):
    made = invite_by_link(actor=acting(club.ann), community=club.it)
    other = invite_by_link(actor=acting(club.ann), community=club.it)
    wrong = key_of(other).split("-", 1)[1]
    for key in ("", "1", "x-y", f"{made.pk}-", f"{made.pk}-{wrong}", f"{10**30}-{wrong}", "²-a"):
        assert opened_by(key) is None
    assert opened_by(key_of(made)) == made
    revoke_invitation(actor=acting(club.ann), invitation=made)
    assert opened_by(key_of(made)) is None


def test_a_link_shows_only_what_its_maker_may_show(club):
    made = invite_by_link(actor=acting(club.ann), community=club.it)
    give_roles(actor=SYSTEM, community=club.it, person=club.ann.id, roles=Role.MEMBER | 512)
    assert opened_by(key_of(made)) == made
    bob = place("other", coordinator=club.bob)
    assert bob
    Membership.objects.filter(community=club.it, person=club.ann).update(roles=Role.MEMBER)
    assert opened_by(key_of(made)) is None
    page = Client().get(address_of(made))
    assert page.status_code == 404
    assert "Club" not in page.content.decode()


def test_an_archived_community_takes_nobody_in(club):
    made = invite_by_link(actor=acting(club.ann), community=club.it)
    archive_community(actor=acting(club.ann), community=club.it)
    assert opened_by(key_of(made)) is None
    with pytest.raises(NotAllowed):
        invite_by_link(actor=acting(club.ann), community=Community.objects.get(pk=club.it.pk))


def test_many_at_once_with_a_report_of_who_was_left_out(club):
    given = ["a@example.org", "A@Example.org ", "not an address", "ann@example.org", "", "ü@ä.de"]
    asked = invite_many(actor=acting(club.ann), community=club.it, addresses=given)
    assert asked.invited[:1] == ["a@example.org"]
    left = dict(asked.left_out)
    assert set(left) >= {"a@example.org", "not an address", "ann@example.org"}
    assert "more than once" in left["a@example.org"]
    assert "belongs here" in left["ann@example.org"]
    more = [f"p{number}@example.org" for number in range(502)]
    asked = invite_many(actor=SYSTEM, community=club.it, addresses=more)
    assert (len(asked.invited), len(asked.left_out)) == (500, 2)


def test_asking_again_and_sending_again(club):
    ann = acting(club.ann)
    first = invite_by_letter(actor=ann, community=club.it, email="x@example.org")
    second = invite_by_letter(actor=ann, community=club.it, email="x@example.org")
    assert opened_by(key_of(first)) is None
    assert opened_by(key_of(second)) == second
    then = timezone.now() - timedelta(days=14)
    Invitation.objects.filter(pk=second.pk).update(created_at=then, expires_at=timezone.now())
    resend_invitation(actor=ann, invitation=second)
    assert opened_by(key_of(second)) is not None
    assert Letter.objects.filter(to="x@example.org").count() == 3
    link = invite_by_link(actor=ann, community=club.it)
    for invitation in (first, link):
        with pytest.raises(Refused):
            resend_invitation(actor=ann, invitation=invitation)


def test_who_does_not_look_after_it_invites_nobody(club):
    give_roles(actor=SYSTEM, community=club.it, person=club.ann.id, roles=257)
    member = somebody()
    Membership.objects.create(community=club.it, person=member)
    for act in (
        lambda: invite_by_letter(actor=acting(member), community=club.it, email="y@example.org"),
        lambda: invite_by_link(actor=acting(member), community=club.it),
        lambda: invite_many(actor=acting(club.eve), community=club.it, addresses=["y@e.org"]),
    ):
        with pytest.raises(NotAllowed):
            act()
    for wrong in ({"days": 0}, {"days": 400}, {"most_uses": 0}, {"role": Role.COORDINATOR}):
        with pytest.raises(Refused):
            invite_by_link(actor=acting(club.ann), community=club.it, **wrong)


def test_the_pages(club):
    client = Client()
    client.force_login(club.ann)
    address = "/c/club/invitations"
    for form in (
        {"act": "letter", "email": "z@example.org"},
        {"act": "link", "days": "3", "most_uses": ""},
    ):
        assert client.post(address, form).status_code == 302
    report = client.post(address, {"act": "many", "addresses": "email;name\nq@example.org;Q\nbad;"})
    assert "Left out" in report.content.decode()
    assert report.status_code == 200
    assert client.post(address, {"act": "letter", "email": "no"}).status_code == 422
    made = Invitation.objects.get(email="z@example.org")
    assert address_of(Invitation.objects.get(email="")) in client.get(address).content.decode()
    client.post(f"{address}/{made.pk}", {"act": "resend"})
    visitor = Client()
    page = visitor.get(address_of(made)).content.decode()
    assert "Ann" in page
    assert "Club" in page
    assert "noindex" in page
    assert visitor.post(address_of(made)).status_code in (302, 401)
    assert visitor.get("/c/club").status_code == 404
    visitor.force_login(club.bob)
    assert visitor.get("/c/club").status_code == 404
    assert visitor.get(address).status_code == 404
    assert visitor.post(address_of(made)).status_code == 302
    assert visitor.get("/c/club").status_code == 200
    client.post(f"{address}/{Invitation.objects.get(email='').pk}", {"act": "revoke"})
    assert Invitation.objects.get(email="").revoked_at is not None
