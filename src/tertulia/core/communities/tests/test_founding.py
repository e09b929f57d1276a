from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tertulia.core.communities.actions import change_community, found_community, write_charter
from tertulia.core.communities.models import Ancestry, Community, FormerSlug, Role, Visibility
from tertulia.core.communities.permissions import standing_of
from tertulia.core.communities.queries import (
    charter_of,
    charter_shown,
    communities_listed,
    community_by_slug,
    moved_slug,
)
from tertulia.kit.web.refusals import Refused
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db
NARROWER = list(Visibility.values)


def test_an_operator_who_founds_coordinates():
    boss = somebody("Boss", is_operator=True)
    plaza = found_community(actor=acting(boss), slug="plaza", name="The plaza")
    assert standing_of(acting(boss), plaza).roles == Role.MEMBER | Role.COORDINATOR


@pytest.mark.parametrize("above", NARROWER)
@pytest.mark.parametrize("below", NARROWER)
def test_a_child_is_never_more_visible_than_its_parent(above, below):
    parent = place("parent", visibility=above)
    may = NARROWER.index(below) >= NARROWER.index(above)
    if may:
        child = place("child", visibility=below, parent=parent)
        wider = NARROWER[max(NARROWER.index(above) - 1, 0)]
        if wider != above:
            with pytest.raises(Refused, match="never more visible"):
                change_community(actor=SYSTEM, community=child, visibility=wider)
    else:
        with pytest.raises(Refused, match="never more visible"):
            place("child", visibility=below, parent=parent)
        assert not Community.objects.filter(slug="child").exists()


def test_a_parent_cannot_become_narrower_than_a_child():
    parent = place("parent", visibility="public")
    place("child", visibility="site", parent=parent)
    change_community(actor=SYSTEM, community=parent, visibility="site")
    with pytest.raises(Refused, match="below this one"):
        change_community(actor=SYSTEM, community=parent, visibility="members")
    assert Community.objects.get(pk=parent.pk).visibility == "site"


def test_the_closure_holds_every_ancestor_with_its_distance():
    top = place("top")
    middle = place("middle", parent=top)
    bottom = place("bottom", parent=middle)
    rows = Ancestry.objects.filter(descendant=bottom).order_by("depth")
    assert list(rows.values_list("ancestor__slug", "depth")) == [
        ("bottom", 0),
        ("middle", 1),
        ("top", 2),
    ]
    assert set(Ancestry.objects.filter(ancestor=top).values_list("descendant__slug", "depth")) == {
        ("top", 0),
        ("middle", 1),
        ("bottom", 2),
    }


def test_a_steward_far_above_moderates_and_changes_nothing():
    stella = somebody()
    top = place("top", visibility="members")
    top.memberships.create(person=stella, roles=Role.MEMBER | Role.STEWARD)
    middle = place("middle", parent=top, visibility="secret")
    bottom = place("bottom", parent=middle, visibility="secret")
    assert standing_of(acting(stella), bottom).inherited == Role.MEMBER | Role.STEWARD
    assert community_by_slug(acting(stella), "bottom") == bottom
    assert community_by_slug(acting(somebody()), "bottom") is None


def test_a_former_address_leads_on_and_is_kept_for_a_year():
    plaza = place("plaza")
    change_community(actor=SYSTEM, community=plaza, slug="square")
    change_community(actor=SYSTEM, community=plaza, slug="market")
    for old in ("plaza", "square", "PLAZA"):
        assert moved_slug(acting(somebody()), old) == "market"
    with pytest.raises(Refused, match="until lately"):
        place("plaza")
    change_community(actor=SYSTEM, community=plaza, slug="plaza")
    change_community(actor=SYSTEM, community=plaza, slug="market")
    FormerSlug.objects.update(given_up_at=timezone.now() - timedelta(days=366))
    assert place("plaza").slug == "plaza"
    assert community_by_slug(acting(somebody()), "plaza").pk != plaza.pk


def test_the_former_address_of_a_secret_community_tells_nothing():
    cellar = place("cellar", visibility="secret")
    change_community(actor=SYSTEM, community=cellar, slug="vault")
    assert moved_slug(acting(somebody()), "cellar") is None


@pytest.mark.parametrize(
    "slug", ["", "A", "with space", "-a", "a-", "a_b", "ä", "x" * 61, "search", "api", "ａ", "a\n"]
)
def test_addresses_that_cannot_be(slug):
    if slug == "a\n":
        assert place(slug).slug == "a"  # trimmed
        return
    with pytest.raises(Refused):
        place(slug)


def test_one_address_is_one_communitys():
    place("plaza")
    with pytest.raises(Refused, match="at this address already"):
        place("plaza")


@pytest.mark.parametrize("field", ["visibility", "join_policy"])
def test_what_is_none_of_the_choices_is_refused_by_name(field):
    with pytest.raises(Refused, match="none of") as refusal:
        place("plaza", **{field: "everybody"})
    assert refusal.value.field == field


def test_a_circle_is_secret_and_alone():
    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.create(slug="c", name="C", visibility="public", is_circle=True)


def test_a_charter_keeps_what_is_not_given():
    plaza = place("plaza")
    write_charter(actor=SYSTEM, community=plaza, norms="Be kind.", key_questions=["Why? ", " "])
    write_charter(actor=SYSTEM, community=plaza, domain_statement="Clocks.")
    charter = charter_of(plaza)
    assert (charter.norms, charter.domain_statement) == ("Be kind.", "Clocks.")
    assert charter.key_questions == ["Why?"]
    with pytest.raises(Refused, match="seven"):
        write_charter(actor=SYSTEM, community=plaza, key_questions=[f"{n}?" for n in range(8)])
    with pytest.raises(Refused, match="too long"):
        write_charter(actor=SYSTEM, community=plaza, norms="x" * 5_001)


def test_who_only_sees_it_listed_learns_what_it_is_about():
    ben = somebody()
    club = place("club", ben, visibility="members")
    texts = {"domain_statement": "Clocks.", "membership_rule": "Makers.", "norms": "Whisper."}
    write_charter(actor=SYSTEM, community=club, key_questions=["When?"], **texts)
    inside, outside = charter_shown(acting(ben), club), charter_shown(acting(somebody()), club)
    assert (inside.norms, inside.key_questions) == ("Whisper.", ["When?"])
    assert (outside.domain_statement, outside.membership_rule) == ("Clocks.", "Makers.")
    assert (outside.norms, outside.key_questions) == ("", [])


def test_lists_hold_neither_secrets_nor_what_is_archived():
    place("plaza")
    place("cellar", visibility="secret")
    Community.objects.filter(pk=place("old").pk).update(archived_at=timezone.now())
    assert [row.slug for row in communities_listed(acting(somebody()))] == ["plaza"]
