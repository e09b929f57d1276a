from dataclasses import replace

import pytest

from tertulia.core.communities.actions import leave_community
from tertulia.core.communities.actions.circles import add_to_circle
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.profiles.actions import block_person, meet_person
from tertulia.core.threads.actions import reply, start_thread
from tertulia.core.threads.actions.conversing import start_conversation
from tertulia.core.threads.queries import thread_facts
from tertulia.core.threads.queries.conversations import conversations_of
from tertulia.kit.limits import forget_spending
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import Program, acting, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db) -> dict:
    forget_spending()
    return {name: acting(somebody(name)) for name in ("Ana", "Ben", "Eve", "Olga")}


def say(actor, *handles: str, source: str = "Hello, you.") -> int:
    return start_conversation(actor=actor, handles=handles, source=source).thread_id


def test_two_people_have_one_circle_whoever_begins(people):
    first, second = say(people["Ana"], "ben"), say(people["Ben"], "@Ana")
    (circle,) = Community.objects.filter(is_circle=True)
    assert (circle.name, circle.member_count, circle.thread_count) == ("Ana, Ben", 2, 2)
    assert [row.id for row in conversations_of(people["Ana"])] == [second, first]
    assert conversations_of(people["Ana"])[0].people == (("Ben", "ben"),)
    assert conversations_of(people["Eve"]) == []
    assert reply(actor=people["Ben"], thread_id=first, source="Hello.").number == 2


def test_nobody_else_sees_it_not_even_who_runs_the_place(people):
    thread = say(people["Ana"], "ben", source="A secret.")
    operator = acting(somebody("Op", is_operator=True))
    for other in (people["Eve"], operator):
        assert thread_facts(other, thread) is None
        with pytest.raises(NotHere):
            reply(actor=other, thread_id=thread, source="I am here too.")
    home = place("masons", Person.objects.get(handle="eve"))
    assert home.thread_count == 0


def test_whom_one_may_not_write_to_is_not_written_to(people):
    block_person(actor=people["Ben"], person=people["Ana"].person_id)
    for handles in (("ben",), ("ben", "eve"), ("nobody",), ("ana",), ()):
        with pytest.raises(Refused):
            say(people["Ana"], *handles)
    assert not Community.objects.filter(is_circle=True).exists()
    Person.objects.filter(handle="eve").update(is_active=False)
    with pytest.raises(Refused):
        say(people["Ana"], "eve")


def test_a_block_ends_what_two_say_and_lifting_it_lets_them_go_on(people):
    ana, ben = people["Ana"], people["Ben"]
    post = start_conversation(actor=ana, handles=["ben"], source="Hello Ben.")
    group = start_conversation(actor=ana, handles=["ben", "eve"], source="Hello both.")
    block_person(actor=ben, person=ana.person_id)
    for one in (ana, ben):
        actor = replace(one, hides=one is ben)
        with pytest.raises(Refused, match="cannot be written to"):
            reply(actor=actor, thread_id=post.thread_id, source="Are you there?")
        with pytest.raises(Refused, match="cannot be written to"):
            start_thread(
                actor=actor,
                community=post.thread.community,
                kind="discussion",
                title="Anew",
                source="Words.",
            )
        reply(actor=actor, thread_id=group.thread_id, source="In company it goes on.")
    meet_person(actor=ben, person=ana.person_id)
    assert reply(actor=ana, thread_id=post.thread_id, source="Thank you.").number == 2


def test_who_leaves_reads_nothing_more_and_can_be_spoken_to_again(people):
    thread = say(people["Ana"], "ben")
    circle = Community.objects.get(is_circle=True)
    leave_community(actor=people["Ben"], community=circle)
    assert thread_facts(people["Ben"], thread) is None
    say(people["Ana"], "ben")
    assert Community.objects.filter(is_circle=True).count() == 1
    assert thread_facts(people["Ben"], thread) is not None


def test_members_take_others_into_a_group_never_into_a_pair(people):
    say(people["Ana"], "ben")
    pair = Community.objects.get(is_circle=True)
    with pytest.raises(Refused):
        add_to_circle(actor=people["Ana"], circle=pair, handle="eve")
    thread = say(people["Ana"], "ben", "eve")
    group = Community.objects.filter(is_circle=True).order_by("-pk").first()
    with pytest.raises(NotHere):
        add_to_circle(actor=people["Olga"], circle=group, handle="olga")
    add_to_circle(actor=people["Ben"], circle=group, handle="@Olga")
    assert thread_facts(people["Olga"], thread) is not None
    home = place("masons", Person.objects.get(handle="ana"))
    with pytest.raises(NotAllowed):
        add_to_circle(actor=people["Ana"], circle=home, handle="eve")


def test_nobody_can_lay_a_community_where_a_pair_will_be(people):
    ids = sorted((people["Ana"].person_id, people["Ben"].person_id))
    Community.objects.create(slug=f"~{ids[0]}-{ids[1]}x", name="Trap")
    from tertulia.core.communities.slugs import checked_slug

    with pytest.raises(Refused):
        checked_slug(f"~{ids[0]}-{ids[1]}")


def test_the_first_words_stand_for_a_title(people):
    say(people["Ana"], "ben", source="# " + "word " * 40)
    assert conversations_of(people["Ana"])[0].title.endswith("…")
    with pytest.raises(Refused):
        say(people["Ana"], "ben", source="  \n ")


def test_programs_begin_and_list_them(people):
    ana, eve = (Program(Person.objects.get(handle=name)) for name in ("ana", "eve"))
    made = ana.post("/conversations", {"people": ["ben"], "body": "Hello."})
    assert made.status_code == 201
    (one,) = ana.all_of("/conversations")
    assert one["people"] == [{"name": "Ben", "handle": "ben"}]
    assert one["id"] == made.json()["id"]
    assert list(eve.all_of("/conversations")) == []
    assert_problem(Program().get("/conversations"), 401)
    assert_problem(ana.post("/conversations", {"people": ["x"], "body": "H"}), 422, "people")
