import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import move_thread, remove_thread, reply
from tertulia.core.threads.models import Thread
from tertulia.core.threads.queries import thread_facts
from tertulia.core.topics.models import Topic
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import Program, assert_problem, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def vault(workshop) -> Community:
    """A secret community that Ana looks after too."""
    return place("vault", coordinator=person("ana"), visibility="secret", join_policy="invitation")


@pytest.fixture
def thread(workshop) -> int:
    post = workshop.start(title="Prices", topics=["Money", "Lime"])
    reply(actor=workshop.ben, thread_id=post.thread_id, source="Too high.")
    return post.thread_id


def person(handle: str) -> Person:
    return Person.objects.get(handle=handle)


def test_it_has_its_new_home_s_rules_topics_and_counts(workshop, vault, thread):
    move_thread(actor=workshop.ana, thread_id=thread, community=vault)
    it = Thread.objects.get(pk=thread)
    assert it.community_id == vault.pk
    assert [t.community_id for t in it.topics.all()] == [vault.pk, vault.pk]
    assert Topic.objects.filter(community=workshop.plaza).count() == 2
    vault.refresh_from_db()
    workshop.plaza.refresh_from_db()
    assert (vault.thread_count, workshop.plaza.thread_count) == (1, 0)
    assert vault.last_post_at == it.last_post_at
    assert thread_facts(workshop.ben, thread) is None
    assert thread_facts(workshop.ana, thread).place.visibility == "secret"
    with pytest.raises(NotHere):
        reply(actor=workshop.ben, thread_id=thread, source="And still.")


def test_what_happened_there_belongs_to_its_new_home(workshop, vault, thread):
    move_thread(actor=workshop.ana, thread_id=thread, community=vault)
    happened = Activity.objects.filter(thread=thread)
    assert set(happened.values_list("community", flat=True)) == {vault.pk}
    assert happened.order_by("-id").first().verb == "thread.moved"


def test_counts_are_right_after_it(workshop, vault, thread):
    from tertulia.config.commands.checks.counts import wrong_counts

    move_thread(actor=workshop.ana, thread_id=thread, community=vault)
    assert wrong_counts() == {}


def test_only_who_looks_after_both_moves_it(workshop, vault, thread):
    for actor, refusal in ((workshop.ben, NotAllowed), (workshop.eve, NotAllowed)):
        with pytest.raises(refusal):
            move_thread(actor=actor, thread_id=thread, community=vault)
    hall = place("hall", person("ana"))
    with pytest.raises(NotAllowed):
        move_thread(actor=workshop.ana, thread_id=thread, community=hall)
    unknown = place("unknown", visibility="secret")
    with pytest.raises(NotHere):
        move_thread(actor=workshop.ana, thread_id=thread, community=unknown)


def test_nothing_goes_where_nothing_is_written_any_more(workshop, vault, thread):
    from django.utils import timezone

    Community.objects.filter(pk=vault.pk).update(archived_at=timezone.now())
    vault.refresh_from_db()
    with pytest.raises(Refused):
        move_thread(actor=workshop.ana, thread_id=thread, community=vault)


def test_what_is_hidden_stays_where_it_is(workshop, vault, thread):
    remove_thread(actor=workshop.ana, thread_id=thread)
    with pytest.raises(NotAllowed):
        move_thread(actor=workshop.ana, thread_id=thread, community=vault)


def test_programs_move_it(workshop, vault, thread):
    ana = Program(person("ana"))
    address = f"/threads/{thread}/move"
    assert ana.post(address, {"community": "vault"}).json()["community"]["slug"] == "vault"
    assert_problem(Program(person("ben")).get(f"/threads/{thread}"), 404)
    assert_problem(Program(person("ben")).post(address, {"community": "plaza"}), 404)
    assert_problem(ana.post(address, {"community": "nowhere"}), 422, "community")
    assert ana.post(address, {"community": "plaza"}).status_code == 200
    assert_problem(Program(person("ben")).post(address, {"community": "vault"}), 422, "community")
    hall = place("hall")
    assert_problem(Program(person("ben")).post(address, {"community": hall.slug}), 403)
