"""The tree: founding below, moving, closing a branch, and who then sees what."""

import pytest

from tertulia.core.communities.actions import (
    add_member,
    archive_community,
    change_community,
    close_branch,
    found_community,
    join_community,
    move_community,
    reopen_community,
)
from tertulia.core.communities.models import Ancestry, Community
from tertulia.core.communities.permissions import (
    can_list_community,
    can_read_community,
    readable_to,
    standing_of,
    visible_to,
)
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db


def known(person=None) -> set[str]:
    from tertulia.core.activity.actors import ANONYMOUS

    actor = acting(person) if person else ANONYMOUS
    rows = list(Community.objects.all())
    listed = set(visible_to(actor).values_list("slug", flat=True))
    read = set(readable_to(actor).values_list("slug", flat=True))
    assert listed == {it.slug for it in rows if can_list_community(actor, standing_of(actor, it))}
    assert read == {it.slug for it in rows if can_read_community(actor, standing_of(actor, it))}
    return listed


def line(slug: str) -> list[str]:
    rows = Ancestry.objects.filter(descendant__slug=slug).order_by("depth")
    return list(rows.values_list("ancestor__slug", flat=True))


def test_a_closed_branch_is_there_for_those_who_belong_somewhere_in_it():
    inside, beside, above, steward = (somebody() for _four in range(4))
    house = place("house", above)
    wing = place("wing", parent=house, is_closed=True)
    place("room", inside, parent=wing)
    place("secret-room", parent=wing, visibility="secret")
    place("other-wing", beside, parent=house)
    add_member(actor=SYSTEM, community=house, person=steward.id, roles=128)
    everywhere = {"house", "other-wing"}
    assert known() == known(beside) == known(above) == everywhere
    assert known(inside) == everywhere | {"wing", "room"}
    assert known(steward) == everywhere | {"wing", "room", "secret-room"}
    with pytest.raises(NotHere):
        join_community(actor=acting(beside), community=Community.objects.get(slug="room"))
    close_branch(actor=SYSTEM, community=wing, closed=False)
    assert known(beside) == everywhere | {"wing", "room"}


def test_the_nearest_closed_branch_counts():
    outer, inner = somebody(), somebody()
    a = place("a", outer, is_closed=True)
    b = place("b", parent=a, is_closed=True)
    place("c", inner, parent=b)
    assert known(outer) == {"a"}
    assert known(inner) == {"a", "b", "c"}
    close_branch(actor=SYSTEM, community=a, closed=False)
    assert known(outer) == {"a"}
    close_branch(actor=SYSTEM, community=b, closed=False)
    assert known(outer) == {"a", "b", "c"}


def test_moving_takes_everything_below_along():
    old, newer = place("old", is_closed=True), place("newer")
    tree = place("tree", parent=old)
    twig = place("twig", parent=tree)
    assert twig.closed_by_id == old.pk
    move_community(actor=SYSTEM, community=tree, parent=newer)
    assert (line("tree"), line("twig")) == (["tree", "newer"], ["twig", "tree", "newer"])
    assert set(Community.objects.filter(closed_by=old).values_list("slug", flat=True)) == {"old"}
    move_community(actor=SYSTEM, community=tree, parent=None)
    assert (line("tree"), line("twig")) == (["tree"], ["twig", "tree"])


def test_what_cannot_be_moved():
    top = place("top")
    below = place("below", parent=top)
    for parent in (top, below):
        with pytest.raises(Refused, match="below itself"):
            move_community(actor=SYSTEM, community=top, parent=parent)
    hidden = place("hidden", visibility="secret")
    with pytest.raises(Refused, match="never more visible"):
        move_community(actor=SYSTEM, community=top, parent=hidden)


def test_who_moves_looks_after_both():
    ann = somebody()
    hers, theirs, other = place("hers", coordinator=ann), place("theirs"), place("other")
    for community, parent in ((hers, theirs), (theirs, hers), (hers, None)):
        with pytest.raises(NotAllowed):
            move_community(actor=acting(ann), community=community, parent=parent)
    add_member(actor=SYSTEM, community=other, person=ann.id, roles=256)
    move_community(actor=acting(ann), community=hers, parent=other)
    assert line("hers") == ["hers", "other"]


def test_a_coordinator_founds_below_and_members_where_the_setting_says_so(settings):
    ann, bob = somebody(), somebody()
    top = place("top", bob, coordinator=ann)
    below = found_community(actor=acting(ann), slug="below", name="Below", parent=top)
    assert standing_of(acting(ann), below).roles & 256
    for parent in (top, None):
        with pytest.raises(NotAllowed):
            found_community(actor=acting(bob), slug="bobs", name="Bobs", parent=parent)
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"founding": "members"})
    found_community(actor=acting(bob), slug="bobs", name="Bobs")
    with pytest.raises(NotAllowed):
        found_community(actor=acting(bob), slug="bobs-too", name="Bobs", parent=top)


def test_a_tree_has_at_most_twelve_levels():
    it = place("level-1")
    for number in range(2, 13):
        it = place(f"level-{number}", parent=it)
    with pytest.raises(Refused, match="twelve"):
        place("level-13", parent=it)
    pair = place("pair")
    place("pair-below", parent=pair)
    with pytest.raises(Refused, match="twelve"):
        move_community(actor=SYSTEM, community=pair, parent=it.parent)


def test_an_archived_community_is_read_and_takes_nobody_in():
    ann = somebody()
    old = place("old", coordinator=ann)
    archive_community(actor=acting(ann), community=old)
    archive_community(actor=acting(ann), community=old)
    it = Community.objects.get(slug="old")
    assert "old" in known()
    with pytest.raises(NotAllowed):
        join_community(actor=acting(somebody()), community=it)
    with pytest.raises(NotAllowed):
        found_community(actor=acting(ann), slug="below", name="Below", parent=it)
    reopen_community(actor=acting(ann), community=it)
    join_community(actor=acting(somebody()), community=Community.objects.get(slug="old"))


def test_language_zone_and_licence_are_checked():
    it = place("it")
    change_community(actor=SYSTEM, community=it, language="de", time_zone="Europe/Madrid")
    change_community(actor=SYSTEM, community=it, licence=" CC BY 4.0 ")
    it = Community.objects.get(slug="it")
    assert (it.language, it.time_zone, it.licence) == ("de", "Europe/Madrid", "CC BY 4.0")
    for wrong in ({"language": "xx"}, {"time_zone": "Mars/Base"}, {"licence": "x" * 101}):
        with pytest.raises(Refused):
            change_community(actor=SYSTEM, community=it, **wrong)
