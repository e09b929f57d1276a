from datetime import UTC, datetime, timedelta

import pytest

from tertulia.core.activity.actors import Actor, system
from tertulia.core.activity.models import Activity
from tertulia.core.communities.actions import found_community
from tertulia.core.communities.models import Community, Membership, Role
from tertulia.core.people.actions import create_person, describe_shadows, find_or_make_shadows
from tertulia.core.people.models import ForeignIdentity, Person
from tertulia.core.threads.actions import import_threads, settle_replies
from tertulia.core.threads.foreign import ForeignPost, ForeignRemoval, ForeignRevision, Imported
from tertulia.core.threads.models import ForeignRecord, Post, Removal, Revision, Thread
from tertulia.kit.web.refusals import NotAllowed

pytestmark = pytest.mark.django_db

IMPORT = system("import")
LONG_AGO = datetime(2017, 4, 7, 17, 17, tzinfo=UTC)


@pytest.fixture
def community() -> Community:
    return found_community(actor=system("command"), slug="weavers", name="Weavers")


def opener(key: str = "1", line: int = 1, **more) -> ForeignPost:
    given = {
        "word": "topic",
        "key": key,
        "thread": key,
        "opens": "discussion",
        "title": "Wool",
        "source": "Which wool?",
        "author": "ana",
        "created_at": LONG_AGO,
    }
    return ForeignPost(line=line, **{**given, **more})


def answer(key: str, line: int = 2, **more) -> ForeignPost:
    given = {
        "word": "reply",
        "key": key,
        "thread": "1",
        "source": f"Answer {key}",
        "author": "ben",
        "created_at": LONG_AGO + timedelta(minutes=line),
    }
    return ForeignPost(line=line, **{**given, **more})


def bring(community: Community, *batch: ForeignPost, late: bool = False) -> Imported:
    return import_threads(actor=IMPORT, community=community, source="old", batch=batch, late=late)


def numbers(thread: Thread) -> dict[str, int]:
    rows = ForeignRecord.objects.filter(thread=thread, post__isnull=False)
    return dict(rows.values_list("key", "post__number"))


def test_a_thread_comes_in_with_its_counts_and_times(community: Community) -> None:
    outcome = bring(community, opener(), answer("2"), answer("3", 3, author="ana"))

    thread = Thread.objects.get()
    community.refresh_from_db()
    assert len(outcome.added) == 3
    assert (thread.post_count, thread.last_number, thread.next_number) == (3, 3, 4)
    assert thread.last_post_at == LONG_AGO + timedelta(minutes=3)
    assert thread.last_author == Person.objects.get(handle="ana").id
    assert thread.created_at == LONG_AGO
    assert (community.thread_count, community.member_count) == (1, 0)
    assert community.last_post_at == thread.last_post_at
    assert thread.version == Activity.objects.get(thread=thread.id).id


def test_nobody_is_told_but_that_the_thread_came_in(community: Community) -> None:
    bring(community, opener(), answer("2"), opener("9", 3, title="Linen"))

    told = Activity.objects.exclude(verb="community.founded").order_by("id")
    assert [row.verb for row in told] == ["thread.imported", "thread.imported"]
    assert [row.data["posts"] for row in told] == [2, 1]
    first = Post.objects.get(thread=told[0].thread, number=1)
    assert told[0].data["from_post"] == first.id
    assert told[0].happened_at == LONG_AGO
    assert not Membership.objects.exists()


def test_the_same_batch_again_doubles_nothing(community: Community) -> None:
    bring(community, opener(), answer("2"))
    again = bring(community, opener(source="Changed there since"), answer("2"))

    assert len(again.known) == 2
    assert not again.added
    assert Post.objects.count() == 2
    assert Post.objects.get(number=1).source == "Which wool?"
    assert Activity.objects.filter(verb="thread.imported").count() == 1


def test_later_replies_are_appended(community: Community) -> None:
    bring(community, opener(), answer("2"))
    bring(community, answer("3", 3), answer("4", 4))

    thread = Thread.objects.get()
    assert numbers(thread) == {"1": 1, "2": 2, "3": 3, "4": 4}
    assert (thread.post_count, thread.next_number) == (4, 5)
    assert Community.objects.get().thread_count == 1


def test_positions_are_kept_where_they_are_free(community: Community) -> None:
    outcome = bring(
        community,
        opener(),
        answer("a", 2, pos=7),
        answer("b", 3, pos=7),
        answer("c", 4, pos=1),
        answer("d", 5, pos=3),
        answer("e", 6, pos=2_000_000_000),
    )
    assert len(outcome.added) == 6
    assert numbers(Thread.objects.get()) == {"1": 1, "a": 7, "b": 8, "c": 9, "d": 3, "e": 10}

    bring(community, answer("f", 7, pos=3), answer("g", 8, pos=2))
    assert numbers(Thread.objects.get())["f"] == 11
    assert numbers(Thread.objects.get())["g"] == 2


def test_a_reply_before_its_thread_waits_for_the_end(community: Community) -> None:
    early = answer("2", line=1)
    first = bring(community, early, opener(line=5), answer("6", line=6))
    assert first.waiting == [early]

    # Also for a run that begins again when the thread is here already.
    assert bring(community, early).waiting == [early]

    assert bring(community, early, late=True).added == [early]
    assert numbers(Thread.objects.get()) == {"1": 1, "6": 2, "2": 3}


def test_a_reply_of_no_thread_waits_for_ever(community: Community) -> None:
    lost = answer("2", thread="nowhere")
    assert bring(community, lost, late=True).waiting == [lost]
    assert not Post.objects.exists()


def test_a_second_row_cannot_open_a_thread_again(community: Community) -> None:
    outcome = bring(community, opener(), opener("1b", 2, thread="1"))
    assert [row.key for row, _why in outcome.left] == ["1b"]
    assert Thread.objects.count() == 1


def test_answers_join_what_they_answer(community: Community) -> None:
    bring(community, opener(), answer("2"), answer("3", 3, reply_to="2"))
    bring(community, answer("4", 4, reply_to="3"), answer("5", 5, reply_to="1"))

    answered = dict(Post.objects.values_list("number", "reply_to__number"))
    assert answered == {1: None, 2: None, 3: 2, 4: 3, 5: 1}


def test_an_answer_to_a_later_post_is_joined_at_the_end(community: Community) -> None:
    bring(community, opener(), answer("2", reply_to="3"), answer("3", 3))
    assert settle_replies(actor=IMPORT, community=community, source="old") == []

    assert Post.objects.get(number=2).reply_to.number == 3
    thread = Thread.objects.get()
    assert thread.version == Activity.objects.latest("id").id
    assert Activity.objects.latest("id").data == {"posts": 0}


def test_answers_in_a_circle_are_cut_and_told(community: Community) -> None:
    bring(
        community,
        opener(),
        answer("2", reply_to="3"),
        answer("3", 3, reply_to="2"),
        answer("4", 4, reply_to="4"),
        answer("5", 5, reply_to="gone"),
    )
    faults = settle_replies(actor=IMPORT, community=community, source="old")

    assert len(faults) == 3
    assert dict(Post.objects.values_list("number", "reply_to__number")) == {
        1: None, 2: None, 3: 2, 4: None, 5: None
    }  # fmt: skip
    assert len(settle_replies(actor=IMPORT, community=community, source="old")) == 3


def test_what_cannot_be_shown_is_kept(community: Community) -> None:
    huge, nested = "word " * 60_000, ">" * 10_000 + " deep"
    outcome = bring(community, opener(source=huge), answer("2", source=nested), answer("3", 3))

    kept = dict(Post.objects.values_list("number", "source"))
    assert (kept[1], kept[2]) == (huge, nested)
    assert [line for line, _why in outcome.noted] == [1, 2]
    shown = dict(Post.objects.values_list("number", "html"))
    assert shown[1].startswith("<p")
    assert len(shown[1]) < len(huge)
    assert "deep" in shown[2]


def test_a_renderer_that_fails_stops_nothing(community: Community, monkeypatch) -> None:
    def fail(source: str, source_format: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tertulia.core.threads.actions.imported_words.render", fail)
    bring(community, opener(source="<b>Wool</b>"))
    post = Post.objects.get()
    assert post.source == "<b>Wool</b>"
    assert post.html == "<p>&lt;b&gt;Wool&lt;/b&gt; […]</p>"


def test_no_name_of_elsewhere_is_taken_for_one_here(community: Community) -> None:
    create_person(actor=IMPORT, email="ana@example.org", name="Ana")
    bring(community, opener(source="Thanks, @Ana!", author="Ana"))
    post = Post.objects.get()
    assert "/p/" not in post.html
    assert post.author.is_shadow
    assert post.author.handle == "Ana-2"


def test_removed_posts_stay_hidden(community: Community) -> None:
    gone = ForeignRemoval(LONG_AGO, by="carla", reason="spam")
    bring(community, opener(), answer("2", removal=gone))
    bring(community, opener("9", 3, removal=gone))

    thread, hidden = Thread.objects.order_by("id")
    assert (thread.post_count, thread.is_removed) == (1, False)
    assert Post.objects.get(number=2).is_removed
    assert hidden.is_removed
    assert Community.objects.get().thread_count == 1
    removal = Removal.objects.get(post__number=2)
    assert (removal.remover.handle, removal.reason) == ("carla", "spam")
    assert Removal.objects.get(thread=hidden).post is None


def test_former_words_topics_and_what_has_no_place_are_kept(community: Community) -> None:
    was = ForeignRevision(0, "Which woll?", "markdown", LONG_AGO, editor="ana")
    bring(
        community,
        opener(revisions=(was,), tags=("Dye", "wool", "dye"), aside={"score": 7}, alias="A heron"),
    )
    post = Post.objects.get()
    assert (post.revision_count, post.alias) == (1, "A heron")
    assert Revision.objects.get().source == "Which woll?"
    topics = Thread.objects.get().topics.order_by("threadtopic__place")
    assert [topic.name for topic in topics] == ["Dye", "wool"]
    assert ForeignRecord.objects.get(kind="topic").aside == {"score": 7}


def test_only_who_may_import_imports(community: Community) -> None:
    member = create_person(actor=IMPORT, email="m@example.org", name="Mia")
    Membership.objects.create(community=community, person=member)
    actor = Actor(person_id=member.id)
    with pytest.raises(NotAllowed):
        import_threads(actor=actor, community=community, source="old", batch=[opener()])
    with pytest.raises(NotAllowed):
        settle_replies(actor=actor, community=community, source="old")

    Membership.objects.update(roles=Role.MEMBER | Role.COORDINATOR)
    import_threads(actor=actor, community=community, source="old", batch=[opener()])
    assert Thread.objects.get().author.handle == "ana"


def test_a_thread_that_moved_away_takes_no_more(community: Community) -> None:
    bring(community, opener())
    other = found_community(actor=system("command"), slug="dyers", name="Dyers")
    outcome = import_threads(
        actor=IMPORT, community=other, source="old", batch=[opener(), answer("2")]
    )
    assert len(outcome.known) == 1
    assert [row.key for row, _why in outcome.left] == ["2"]


def test_a_batch_costs_as_many_queries_for_thirty_as_for_three(
    community: Community, django_assert_max_num_queries
) -> None:
    def thread(key: int, posts: int) -> list[ForeignPost]:
        replies = [answer(f"{key}-{n}", n, thread=str(key)) for n in range(2, posts + 1)]
        return [opener(str(key)), *replies]

    with django_assert_max_num_queries(45):
        bring(community, *thread(1, 3))
    with django_assert_max_num_queries(45):
        bring(community, *thread(2, 30))


def test_shadows_get_free_handles_and_keep_them(community: Community) -> None:
    create_person(actor=IMPORT, email="x@example.org", name="Xenia", handle="xenia")
    keys = ["Xenia", "xenia", "Ägir", "ägir", "admin", "Лена", "", "x" * 255]
    made = find_or_make_shadows(actor=IMPORT, source="old", keys=[k for k in keys if k])
    assert find_or_make_shadows(actor=IMPORT, source="old", keys=["Ägir"]) == {"Ägir": made["Ägir"]}
    people = Person.objects.in_bulk(made.values())
    folded = {person.handle.casefold() for person in people.values()}
    assert len(folded) == len(made) == 7
    assert "xenia" not in folded
    assert all(p.is_shadow and not p.has_usable_password() for p in people.values())


def test_a_shadow_is_described_once_and_never_over_what_people_wrote(community) -> None:
    told = {"ana": ("Ana Lund", "I weave."), "ben": ("", "")}
    assert describe_shadows(actor=IMPORT, source="old", people=told) == {"ana"}
    ana = ForeignIdentity.objects.get(key="ana").person
    assert (ana.name, ana.about) == ("Ana Lund", "I weave.")

    later = {"ana": ("Somebody else", "Other words")}
    assert describe_shadows(actor=IMPORT, source="old", people=later) == set()
    ana.refresh_from_db()
    assert ana.name == "Ana Lund"
