import pytest

from tertulia.config.commands.checks.counts import repair_counts, wrong_counts
from tertulia.core.activity.models import Activity
from tertulia.core.threads.actions import close_thread, remove_post, reply, start_thread
from tertulia.core.threads.models import Thread
from tertulia.engage.reactions.actions import react, take_back_reaction, toggle_reaction
from tertulia.engage.reactions.models import Reaction, ReactionTotal
from tertulia.engage.reactions.queries import totals_of, who_reacted
from tertulia.kit.limits import forget_spending
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused, SignInFirst
from tests.programs import Program, acting, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


class Table:
    """Ana asked; Ben and Cleo are members, Eve is not."""

    def __init__(self, **more) -> None:
        forget_spending()
        self.ana, self.ben, self.cleo = somebody("Ana"), somebody("Ben"), somebody("Cleo")
        self.eve = somebody("Eve")
        self.place = place("masons", self.ben, self.cleo, coordinator=self.ana, **more)
        words = {"title": "Which lime?", "source": "Hello."}
        self.post = start_thread(
            actor=acting(self.ana), community=self.place, kind="discussion", **words
        )

    def version(self) -> int:
        return Thread.objects.values_list("version", flat=True).get(pk=self.post.thread_id)


@pytest.fixture
def table() -> Table:
    return Table()


def test_a_reaction_is_said_once_counted_and_taken_back(table):
    before = table.version()
    for _ in range(2):
        react(actor=acting(table.ben), post_id=table.post.id, name="thanks")
    react(actor=acting(table.cleo), post_id=table.post.id, name="thanks")
    react(actor=acting(table.cleo), post_id=table.post.id, name="same")
    assert totals_of([table.post.id]) == {table.post.id: {"thanks": 2, "same": 1}}
    assert table.version() > before
    told = Activity.objects.filter(verb="reaction.added").values_list("actor", "data")
    assert len(told) == 3
    assert told[0] == (table.ben.id, {"number": 1, "name": "thanks"})
    take_back_reaction(actor=acting(table.ben), post_id=table.post.id, name="thanks")
    take_back_reaction(actor=acting(table.ben), post_id=table.post.id, name="thanks")
    assert totals_of([table.post.id]) == {table.post.id: {"thanks": 1, "same": 1}}
    who = who_reacted(acting(table.ana), table.post.id)
    assert [(one.name, one.person_handle) for one in who] == [("same", "cleo"), ("thanks", "cleo")]


def test_pressing_again_takes_it_back(table):
    assert toggle_reaction(actor=acting(table.ben), post_id=table.post.id, name="helpful")
    assert not toggle_reaction(actor=acting(table.ben), post_id=table.post.id, name="helpful")
    assert not Reaction.objects.exists()
    assert totals_of([table.post.id]) == {}


def test_who_may_react(table):
    post = table.post.id
    with pytest.raises(Refused):
        react(actor=acting(table.ben), post_id=post, name="boo")
    with pytest.raises(SignInFirst):
        react(actor=type(acting(table.ben))(), post_id=post, name="thanks")
    close_thread(actor=acting(table.ana), thread_id=table.post.thread_id)
    react(actor=acting(table.ben), post_id=post, name="thanks")  # closed is not forbidden to thank
    react(actor=acting(table.eve), post_id=post, name="thanks")  # joining is open here
    assert table.place.memberships.filter(person=table.eve).count() == 0


def test_nobody_reacts_where_they_do_not_see_or_belong():
    table = Table(visibility="public", join_policy="request")
    with pytest.raises(NotAllowed):
        react(actor=acting(table.eve), post_id=table.post.id, name="thanks")
    gone = reply(actor=acting(table.ben), thread_id=table.post.thread_id, source="Later removed.")
    react(actor=acting(table.ana), post_id=gone.id, name="thanks")
    remove_post(actor=acting(table.ben), post_id=gone.id)
    with pytest.raises(NotAllowed):
        react(actor=acting(table.ana), post_id=gone.id, name="same")
    for nobody in (table.cleo, table.eve):
        with pytest.raises(NotHere):
            react(actor=acting(nobody), post_id=gone.id, name="same")
        with pytest.raises(NotHere):
            who_reacted(acting(nobody), gone.id)


def test_in_a_secret_place_strangers_are_told_that_nothing_is_there():
    table = Table(visibility="secret")
    eve = Program(table.eve)
    address = f"/posts/{table.post.id}/reactions"
    assert_problem(eve.get(address), 404)
    assert_problem(eve.put(f"{address}/thanks"), 404)
    assert_problem(eve.delete(f"{address}/thanks"), 404)


def test_programs_react_and_list(table):
    address = f"/posts/{table.post.id}/reactions"
    ben, cleo = Program(table.ben), Program(table.cleo)
    said = {"totals": {"thanks": 1}, "mine": ["thanks"]}
    assert ben.put(f"{address}/thanks").json() == ben.put(f"{address}/thanks").json() == said
    cleo.put(f"{address}/celebrate")
    listed = list(Program().all_of(address, limit=1))
    assert [(one["name"], one["person"]["handle"]) for one in listed] == [
        ("celebrate", "cleo"),
        ("thanks", "ben"),
    ]
    assert cleo.delete(f"{address}/celebrate").json() == {"totals": {"thanks": 1}, "mine": []}
    assert_problem(ben.put(f"{address}/boo"), 422)
    assert_problem(Program().put(f"{address}/thanks"), 401)
    assert_problem(Program(table.ben, scope="read").put(f"{address}/thanks"), 403)


def test_wrong_totals_are_seen_and_counted_anew(table):
    react(actor=acting(table.ben), post_id=table.post.id, name="thanks")
    react(actor=acting(table.ben), post_id=table.post.id, name="same")
    assert wrong_counts() == {}
    ReactionTotal.objects.filter(name="thanks").update(number=7)
    ReactionTotal.objects.filter(name="same").delete()
    before = table.version()
    assert "reactiontotal.number" in wrong_counts()
    repair_counts()
    assert wrong_counts() == {}
    assert totals_of([table.post.id]) == {table.post.id: {"thanks": 1, "same": 1}}
    assert table.version() > before
