import pytest

from tertulia.core.activity.actors import ANONYMOUS, system
from tertulia.core.communities.actions import remove_member
from tertulia.core.communities.models import Ancestry, Community, Membership
from tertulia.core.threads.actions import remove_post, remove_thread, restore_post, restore_thread
from tertulia.core.threads.models import Post
from tertulia.core.threads.permissions import posts_visible_to
from tertulia.lenses.finding.index import index_thread
from tertulia.lenses.finding.queries import search

pytestmark = pytest.mark.django_db
CANARY = "zanzibar"
QUERIES = (
    CANARY,
    f'"{CANARY}"',
    f"secretly {CANARY}",
    "in:hidden",
    "from:ada",
    f"-nothing {CANARY}",
    "-nothing",
    "after:2000",
    "kind:discussion",
    "is:open",
    "topic:canaries",
)


def leaks(text: str, actor, community: str) -> bool:
    results = search(actor, text, limit=50)
    shown = [(hit.title, str(hit.snippet), hit.community_slug) for hit in results.hits]
    return any(CANARY in " ".join(each) or each[2] == community for each in shown)


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize(
    ("visibility", "outside", "operator"),
    [("public", True, True), ("site", True, True), ("members", False, True)]
    + [("secret", False, True)],
)
def test_who_reads_finds(town, text, visibility, outside, operator) -> None:
    hidden = town.community("hidden", "Hidden", visibility)
    town.start(f"The {CANARY}", f"secretly {CANARY}", where=hidden, topics=["canaries"])
    assert leaks(text, ANONYMOUS, "hidden") is (visibility == "public")
    assert leaks(text, town.eve, "hidden") is outside
    assert leaks(text, town.boss, "hidden") is operator
    assert leaks(text, town.ben, "hidden")


def test_a_circle_is_found_in_by_its_members_alone(town) -> None:
    circle = Community.objects.create(
        slug="circle", name="Circle", visibility="secret", join_policy="invitation", is_circle=True
    )
    Ancestry.objects.create(descendant=circle, ancestor=circle, depth=0)
    Membership.objects.create(community=circle, person_id=town.ada.person_id)
    town.start(f"The {CANARY}", f"secretly {CANARY}", where=circle)
    for actor in (ANONYMOUS, town.eve, town.ben, town.boss):
        assert not leaks(CANARY, actor, "circle")
    assert leaks(CANARY, town.ada, "circle")


def test_who_left_finds_nothing_more(town) -> None:
    hidden = town.community("hidden", "Hidden", "secret")
    town.start("Title", CANARY, where=hidden)
    assert leaks(CANARY, town.ben, "hidden")
    remove_member(actor=system("command"), community=hidden, person=town.ben.person_id)
    assert not leaks(CANARY, town.ben, "hidden")


def test_a_steward_of_a_parent_finds_in_its_children(town) -> None:
    parent = town.community("parent", "Parent", "members")
    child = town.community("hidden", "Child", "secret", parent=parent)
    Membership.objects.filter(community=child, person_id=town.ben.person_id).delete()
    town.start("Title", CANARY, where=child)
    assert not leaks(CANARY, town.ben, "hidden")
    Membership.objects.filter(community=parent, person_id=town.ben.person_id).update(roles=129)
    assert leaks(CANARY, town.ben, "hidden")


@pytest.mark.parametrize("text", [CANARY, f'"{CANARY}"', "from:ben", "-nothing"])
def test_what_was_removed_is_found_by_nobody(town, text: str) -> None:
    starter = town.start("Title")
    post = town.answer(starter, f"secretly {CANARY}")
    everybody = (ANONYMOUS, town.eve, town.ada, town.ben, town.boss)
    assert all(leaks(text, actor, "") for actor in everybody)
    remove_post(actor=town.ben, post_id=post.id)
    assert not any(leaks(text, actor, "") for actor in everybody)
    restore_post(actor=town.ben, post_id=post.id)
    assert all(leaks(text, actor, "") for actor in everybody)
    remove_thread(actor=town.boss, thread_id=starter.thread_id)
    assert not any(leaks(text, actor, "") for actor in everybody)
    restore_thread(actor=town.boss, thread_id=starter.thread_id)
    assert all(leaks(text, actor, "") for actor in everybody)


def test_an_alias_hides_the_person_from_every_operator(town) -> None:
    post = town.start("Quiet ask", f"about {CANARY}")
    Post.objects.filter(pk=post.pk).update(alias="Somebody")
    index_thread(post.thread_id)
    hit = search(town.eve, CANARY).hits[0]
    assert (hit.by.name, hit.by.handle, hit.by.person_id) == ("Somebody", "", None)
    for actor in (ANONYMOUS, town.eve, town.boss, town.ada):
        assert not leaks("from:ada", actor, "")
        assert leaks("-from:ada", actor, "")
        assert not leaks(f"{CANARY} from:ada", actor, "")
    assert not leaks(f"{CANARY} from:me", town.ada, "")


def test_search_agrees_with_the_rule_for_every_actor(town) -> None:
    for visibility in ("public", "site", "members", "secret"):
        place = town.community(f"of-{visibility}", visibility, visibility)
        for number in range(3):
            starter = town.start(f"{visibility} {number}", CANARY, where=place)
            town.answer(starter, f"more {CANARY}")
    for actor in (ANONYMOUS, town.eve, town.ada, town.ben, town.boss):
        seen = posts_visible_to(actor).filter(text__contains=CANARY)
        threads = set(seen.values_list("thread", flat=True))
        results = search(actor, CANARY, limit=50)
        assert {hit.thread_id for hit in results.hits} == threads
        assert sum(hit.more + 1 for hit in results.hits) == seen.count()


def test_many_hidden_hits_do_not_hide_the_few_that_may_be_seen(town, monkeypatch) -> None:
    town.start("Seen", CANARY)
    hidden = town.community("hidden", "Hidden", "secret")
    for number in range(12):
        town.start(f"Hidden {number}", CANARY, where=hidden)
    monkeypatch.setattr("tertulia.lenses.finding.queries._CANDIDATES", 5)
    assert [hit.title for hit in search(town.eve, CANARY).hits] == ["Seen"]
    assert search(town.ada, CANARY).is_capped


def test_however_much_is_hidden_all_that_may_be_seen_is_found(town, monkeypatch) -> None:
    hidden = town.community("hidden", "Hidden", "secret")
    for number in range(40):
        town.start(f"Thread {number}", CANARY, where=None if number % 13 == 0 else hidden)
    monkeypatch.setattr("tertulia.lenses.finding.queries._CANDIDATES", 2)
    for skip, expected in ((None, {"Thread 39", "Thread 26"}), (26, {"Thread 13", "Thread 0"})):
        newest = None if skip is None else Post.objects.get(thread__title="Thread 26").id - 1
        cursor = None if newest is None else (0, newest)
        found = search(town.eve, CANARY, cursor=cursor).hits
        assert {hit.title for hit in found} == expected
