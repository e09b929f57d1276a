import pytest

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import remove_thread, reply, restore_thread, retitle_thread
from tertulia.core.threads.actions.sorting import (
    create_topic,
    drop_topic,
    free_topic,
    join_topics,
    rename_topic,
)
from tertulia.core.threads.models import Thread
from tertulia.core.threads.queries.topics import topic_at, topics_listed
from tertulia.core.topics.models import Topic
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import Program, assert_problem, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def threads(workshop) -> list[int]:
    """One under Lime and Sand, one under Chalk."""
    return [
        workshop.start(title="First", topics=["Lime", "Sand"]).thread_id,
        workshop.start(title="Second", topics=["Chalk"]).thread_id,
    ]


def named(name: str) -> Topic:
    return Topic.objects.get(name=name)


def names(thread: int) -> list[str]:
    it = Thread.objects.get(pk=thread)
    return list(it.topics.order_by("threadtopic__place").values_list("name", flat=True))


def test_a_joined_topic_is_another_name_of_the_other(workshop, threads):
    before = Thread.objects.get(pk=threads[1]).version
    join_topics(actor=workshop.ana, topic=named("Chalk"), into=named("Lime"))
    assert names(threads[1]) == ["Lime"]
    assert Thread.objects.get(pk=threads[1]).version > before
    third = workshop.start(title="Third", topics=["chalk", "LIME", "Sand"]).thread_id
    assert names(third) == ["Lime", "Sand"]
    lines = {line.name: line for line in topics_listed(workshop.ana, workshop.plaza.pk)}
    assert lines["Lime"].synonyms == ("Chalk",)
    assert (lines["Lime"].thread_count, lines["Sand"].thread_count) == (3, 2)
    assert "Chalk" not in lines


def test_a_thread_under_both_stands_there_once(workshop, threads):
    retitle_thread(
        actor=workshop.ana, thread_id=threads[0], title="First", topics=["Lime", "Chalk"]
    )
    join_topics(actor=workshop.ana, topic=named("Chalk"), into=named("Lime"))
    assert names(threads[0]) == ["Lime"]


def test_synonyms_of_synonyms_lead_to_the_same(workshop, threads):
    join_topics(actor=workshop.ana, topic=named("Chalk"), into=named("Sand"))
    join_topics(actor=workshop.ana, topic=named("Sand"), into=named("Lime"))
    assert set(Topic.objects.values_list("name", "synonym_of__name")) == {
        ("Lime", None),
        ("Sand", "Lime"),
        ("Chalk", "Lime"),
    }
    with pytest.raises(Refused):
        join_topics(actor=workshop.ana, topic=named("Lime"), into=named("Chalk"))
    with pytest.raises(Refused):
        join_topics(actor=workshop.ana, topic=named("Lime"), into=named("Lime"))


def test_a_renamed_topic_is_found_by_its_former_name(workshop, threads):
    rename_topic(actor=workshop.ana, topic=named("Lime"), name="Hot lime")
    assert names(threads[0]) == ["Hot lime", "Sand"]
    assert topic_at(workshop.ana, workshop.plaza.pk, "lime").synonym_of.name == "Hot lime"
    third = workshop.start(title="Third", topics=["lime"]).thread_id
    assert names(third) == ["Hot lime"]
    rename_topic(actor=workshop.ana, topic=named("Hot lime"), name="Lime")
    assert named("Lime").synonym_of is None
    assert named("Hot lime").synonym_of == named("Lime")
    with pytest.raises(Refused):
        rename_topic(actor=workshop.ana, topic=named("Lime"), name="Sand")


def test_only_empty_topics_are_taken_away(workshop, threads):
    empty = create_topic(actor=workshop.ana, community=workshop.plaza, name="Empty")
    drop_topic(actor=workshop.ana, topic=empty)
    assert not Topic.objects.filter(name="Empty").exists()
    with pytest.raises(Refused):
        drop_topic(actor=workshop.ana, topic=named("Lime"))
    join_topics(actor=workshop.ana, topic=named("Chalk"), into=named("Lime"))
    free_topic(actor=workshop.ana, topic=named("Chalk"))
    assert named("Chalk").synonym_of is None


def test_only_those_who_look_after_it_arrange_topics(workshop, threads):
    topic = named("Lime")
    for act in (
        lambda: create_topic(actor=workshop.ben, community=workshop.plaza, name="New"),
        lambda: rename_topic(actor=workshop.ben, topic=topic, name="New"),
        lambda: join_topics(actor=workshop.ben, topic=topic, into=named("Sand")),
        lambda: free_topic(actor=workshop.eve, topic=topic),
        lambda: drop_topic(actor=workshop.eve, topic=topic),
    ):
        with pytest.raises(NotAllowed):
            act()
    vault = place("vault", visibility="secret")
    with pytest.raises(NotHere):
        create_topic(actor=workshop.ana, community=vault, name="New")


def test_typing_finds_topics_by_any_name(workshop, threads):
    join_topics(actor=workshop.ana, topic=named("Chalk"), into=named("Lime"))
    found = [line.name for line in topics_listed(workshop.ana, workshop.plaza.pk, start="cha")]
    assert found == ["Lime"]
    reply(actor=workshop.ben, thread_id=threads[0], source="On.")


def test_a_topic_is_hidden_with_all_that_stands_under_it(workshop, threads):
    create_topic(actor=workshop.ana, community=workshop.plaza, name="Empty")
    rename_topic(actor=workshop.ana, topic=named("Chalk"), name="Gone")
    remove_thread(actor=workshop.ana, thread_id=threads[1])
    listed = {
        who: {line.name for line in topics_listed(actor, workshop.plaza.pk)}
        for who, actor in (("ana", workshop.ana), ("ben", workshop.ben), ("nobody", ANONYMOUS))
    }
    assert listed["ben"] == listed["nobody"] == {"Lime", "Sand", "Empty"}
    assert listed["ana"] == {"Lime", "Sand", "Empty", "Gone"}
    for slug in ("gone", "chalk"):
        assert topic_at(workshop.ben, workshop.plaza.pk, slug) is None
        assert topic_at(workshop.ana, workshop.plaza.pk, slug)
    restore_thread(actor=workshop.ana, thread_id=threads[1])
    assert topic_at(workshop.ben, workshop.plaza.pk, "chalk")


def test_an_author_still_knows_the_topic_of_what_they_hid(workshop, threads):
    own = workshop.start(by=workshop.ben, title="Mine", topics=["Clay"]).thread_id
    remove_thread(actor=workshop.ben, thread_id=own)
    line = next(it for it in topics_listed(workshop.ben, workshop.plaza.pk) if it.name == "Clay")
    assert line.thread_count == 0
    assert topic_at(workshop.eve, workshop.plaza.pk, "clay") is None


def test_the_list_of_topics_costs_as_much_for_many(workshop, threads, django_assert_num_queries):
    for number in range(12):
        workshop.start(title="More", topics=[f"Topic {number}"])
    with django_assert_num_queries(2):
        assert len(topics_listed(workshop.ben, workshop.plaza.pk)) == 15


def test_programs_list_and_arrange_them(workshop, threads):
    ana, ben = (Program(Person.objects.get(handle=name)) for name in ("ana", "ben"))
    start = "/communities/plaza/topics"
    assert {one["name"] for one in Program().all_of(start)} == {"Lime", "Sand", "Chalk"}
    assert ana.post(start, {"name": "Clay"}).status_code == 201
    assert_problem(ben.post(start, {"name": "Mud"}), 403)
    joined = ana.patch(f"{start}/chalk", {"synonym_of": "lime"}).json()
    assert (joined["name"], joined["synonyms"]) == ("Lime", ["Chalk"])
    assert joined["path"] == "/c/plaza/topics/lime"
    assert ana.patch(f"{start}/lime", {"name": "Quicklime"}).json()["name"] == "Quicklime"
    assert_problem(ana.patch(f"{start}/sand", {"synonym_of": "nothing"}), 422, "synonym_of")
    assert ana.delete(f"{start}/clay").status_code == 204
    assert_problem(ana.delete(f"{start}/clay"), 404)
    place("vault", visibility="secret")
    assert_problem(ben.get("/communities/vault/topics"), 404)
