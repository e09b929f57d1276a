from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from tertulia.config.commands.checks.counts import repair_counts, wrong_counts
from tertulia.core.activity.actors import system
from tertulia.core.threads.actions import (
    edit_post,
    open_wiki,
    remove_post,
    remove_thread,
    reply,
    start_thread,
)
from tertulia.core.threads.actions.erasing import erase_removed
from tertulia.core.threads.models import Post, Thread
from tertulia.engage.polls.actions import Wanted, close_poll, set_poll, vote, write_with_poll
from tertulia.engage.polls.models import Option, Poll, Vote
from tertulia.engage.polls.queries import poll_seen
from tertulia.kit.jobs.models import Errand
from tertulia.kit.jobs.running import drain
from tertulia.kit.limits import forget_spending
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import Program, acting, assert_problem, place, somebody

pytestmark = pytest.mark.django_db
LIMES = ("Hot", "Cold", "None")


class Hall:
    """Ana asks; Ben and Cleo vote; Eve is elsewhere."""

    def __init__(self, **more) -> None:
        forget_spending()
        self.ana, self.ben, self.cleo, self.eve = (
            somebody(name) for name in ("Ana", "Ben", "Cleo", "Eve")
        )
        more = {"join_policy": "request"} | more
        self.place = place("masons", self.ben, self.cleo, coordinator=self.ana, **more)
        words = {"title": "Which lime?", "source": "Hello."}
        self.post = start_thread(
            actor=acting(self.ana), community=self.place, kind="discussion", **words
        )

    def ask(self, **more) -> None:
        wanted = Wanted(**{"question": "Which lime?", "options": LIMES, **more})
        set_poll(actor=acting(self.ana), post_id=self.post.id, wanted=wanted)

    def vote(self, who, *places: int) -> None:
        vote(actor=acting(who), post_id=self.post.id, places=places)

    def points(self, who=None) -> list:
        seen = poll_seen(acting(who or self.ana), self.post.id)
        return [option.points for option in seen.poll.options]


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_votes_are_cast_changed_and_taken_back(hall):
    hall.ask()
    version = Thread.objects.get(pk=hall.post.thread_id).version
    hall.vote(hall.ben, 1)
    hall.vote(hall.cleo, 1)
    hall.vote(hall.ben, 2)
    assert hall.points() == [1, 1, 0]
    assert Poll.objects.get().voter_count == 2
    assert Thread.objects.get(pk=hall.post.thread_id).version > version
    hall.vote(hall.ben)
    assert hall.points() == [1, 0, 0]
    assert poll_seen(acting(hall.cleo), hall.post.id).mine == (1,)
    for wrong in ((1, 2), (4,), (0,)):
        with pytest.raises(Refused):
            hall.vote(hall.ben, *wrong)


def test_several_and_ranked_choices(hall):
    hall.ask(sort="multiple")
    hall.vote(hall.ben, 1, 3)
    assert hall.points() == [1, 0, 1]
    with pytest.raises(Refused):
        hall.vote(hall.ben, 1, 1)
    hall.vote(hall.ben)
    hall.ask(sort="ranked")
    hall.vote(hall.ben, 2, 1)
    hall.vote(hall.cleo, 3, 2, 1)
    assert hall.points() == [2 + 1, 3 + 2, 3]
    assert poll_seen(acting(hall.cleo), hall.post.id).mine == (3, 2, 1)


def test_results_are_shown_to_whom_the_author_says(hall):
    hall.ask(results="voted", is_named=True)
    hall.vote(hall.ben, 1)
    assert hall.points(hall.cleo) == [None, None, None]
    assert hall.points(hall.ana) == [None, None, None]
    assert hall.points(hall.ben) == [1, 0, 0]
    assert poll_seen(acting(hall.ben), hall.post.id).voters == {1: [("Ben", "ben")]}
    assert poll_seen(acting(hall.cleo), hall.post.id).voters == {}
    close_poll(actor=acting(hall.ana), post_id=hall.post.id)
    assert hall.points(hall.eve) == [1, 0, 0]


def test_nobody_sees_who_chose_what_unless_it_is_by_name(hall):
    hall.ask()
    hall.vote(hall.ben, 1)
    close_poll(actor=acting(hall.ana), post_id=hall.post.id)
    assert poll_seen(acting(hall.ana), hall.post.id).voters == {}


def test_a_closed_poll_never_changes(hall):
    hall.ask(results="closed")
    hall.vote(hall.ben, 1)
    assert hall.points(hall.ben) == [None, None, None]
    with pytest.raises(Refused, match="has voted"):
        hall.ask(question="Something else?")
    with pytest.raises(NotAllowed):
        close_poll(actor=acting(hall.ben), post_id=hall.post.id)
    close_poll(actor=acting(hall.ana), post_id=hall.post.id)
    with pytest.raises(Refused, match="closed"):
        hall.vote(hall.cleo, 1)
    with pytest.raises(Refused, match="closed"):
        hall.vote(hall.ben)
    with pytest.raises(Refused, match="closed"):
        hall.ask(question="Something else?")
    assert hall.points(hall.eve) == [1, 0, 0]


def test_it_closes_at_its_time(hall):
    hall.ask(closes_at=timezone.now() + timedelta(hours=1))
    hall.vote(hall.ben, 1)
    past = timezone.now() - timedelta(seconds=1)
    Poll.objects.update(closes_at=past)
    with pytest.raises(Refused, match="closed"):
        hall.vote(hall.cleo, 1)  # also before the job has come round
    Errand.objects.filter(name="close_poll").update(run_after=past)
    drain()
    assert Poll.objects.get().closed_at is not None


def test_who_may_ask_and_vote(hall):
    with pytest.raises(NotAllowed):
        set_poll(actor=acting(hall.ben), post_id=hall.post.id, wanted=Wanted("Which?", ["a", "b"]))
    hall.ask()
    with pytest.raises(NotAllowed):
        hall.vote(hall.eve, 1)
    with pytest.raises(NotHere):
        vote(actor=acting(hall.ben), post_id=999_999, places=[1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"options": ["only one"]},
        {"options": [str(number) for number in range(21)]},
        {"options": ["same", "Same"]},
        {"options": ["x" * 201, "y"]},
        {"question": " "},
        {"sort": "loud"},
        {"results": "never"},
        {"closes_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_what_is_no_poll_is_refused(hall, wrong):
    with pytest.raises(Refused):
        hall.ask(**wrong)
    assert not Poll.objects.exists()


def test_a_post_and_its_poll_are_written_together_or_not_at_all(hall):
    ana = acting(hall.ana)
    write = partial(reply, actor=ana, thread_id=hall.post.thread_id, source="See the poll.")
    with pytest.raises(Refused):
        write_with_poll(actor=ana, poll=Wanted("Which?", ["a"]), write=write)
    assert Post.objects.count() == 1
    post = write_with_poll(actor=ana, poll=Wanted("Which?", ["a", "b"]), write=write)
    assert [option.words for option in post.poll.options.order_by("place")] == ["a", "b"]
    assert write_with_poll(actor=ana, poll=None, write=write).number == 3


def test_programs_ask_vote_and_close(hall):
    ana, ben, eve = Program(hall.ana), Program(hall.ben), Program(hall.eve)
    address = f"/posts/{hall.post.id}/poll"
    assert_problem(ben.get(address), 404)
    asked = {"question": "Which?", "options": ["Hot", "Cold"], "results": "voted"}
    assert ana.put(address, asked).json()["options"][0]["points"] is None
    assert_problem(ben.put(address, asked), 403)
    voted = ben.put(f"{address}/vote", {"choices": [2]}).json()
    assert (voted["mine"], voted["options"][1]["points"]) == ([2], 1)
    assert Program().get(address).json()["options"][1]["points"] is None
    assert_problem(eve.put(f"{address}/vote", {"choices": [1]}), 403)
    assert_problem(ben.put(f"{address}/vote", {"choices": [9]}), 422)
    assert ben.delete(f"{address}/vote").json()["voter_count"] == 0
    assert ana.put(f"{address}/closure").json()["closed"] is True
    assert_problem(ben.put(f"{address}/vote", {"choices": [1]}), 422)


def test_in_a_secret_place_strangers_are_told_that_nothing_is_there():
    hall = Hall(visibility="secret")
    hall.ask()
    eve = Program(hall.eve)
    assert_problem(eve.get(f"/posts/{hall.post.id}/poll"), 404)
    assert_problem(eve.put(f"/posts/{hall.post.id}/poll/vote", {"choices": [1]}), 404)


def test_wrong_counts_are_seen_and_counted_anew(hall):
    hall.ask()
    hall.vote(hall.ben, 1)
    assert wrong_counts() == {}
    Option.objects.update(points=9)
    Poll.objects.update(voter_count=5)
    assert set(wrong_counts()) == {"option.points", "poll.voter_count"}
    repair_counts()
    assert wrong_counts() == {}
    assert hall.points() == [1, 0, 0]
    assert Vote.objects.count() == 1


@pytest.mark.parametrize("whole", [False, True])
def test_with_erased_words_the_poll_is_gone_too(hall, whole):
    hall.ask()
    hall.vote(hall.ben, 1)
    if whole:
        remove_thread(actor=acting(hall.ana), thread_id=hall.post.thread_id)
    else:
        answer = reply(actor=acting(hall.ana), thread_id=hall.post.thread_id, source="Or so:")
        wanted = Wanted(question="Which sand?", options=LIMES)
        set_poll(actor=acting(hall.ana), post_id=answer.pk, wanted=wanted)
        remove_post(actor=acting(hall.ana), post_id=answer.pk)
    assert erase_removed(actor=system("job"), before=timezone.now() + timedelta(days=1)) == 1
    left = list(Poll.objects.values_list("question", flat=True))
    assert left == ([] if whole else ["Which lime?"])
    assert Vote.objects.count() == (0 if whole else 1)


def test_a_wiki_post_is_edited_by_others_and_not_asked_with(hall):
    open_wiki(actor=acting(hall.ana), post_id=hall.post.pk)
    edit_post(actor=acting(hall.ben), post_id=hall.post.pk, source="Other words.")
    wanted = Wanted("Which?", options=LIMES)
    with pytest.raises(NotAllowed):
        set_poll(actor=acting(hall.ben), post_id=hall.post.pk, wanted=wanted)
    set_poll(actor=acting(hall.ana), post_id=hall.post.pk, wanted=wanted)
