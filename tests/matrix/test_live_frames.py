"""Every kind of live frame, with a canary in it: told to who may read there and to nobody else.

Each deed happens where only members read. A member hears of it; a visitor, a stranger and somebody
who was removed do not, on a stream that was open or by resuming.
"""

import json

import pytest
from django.db import transaction

from tertulia.core.activity.models import Activity
from tertulia.core.communities.actions import add_member, remove_member
from tertulia.core.threads.actions import (
    accept_answer,
    close_thread,
    edit_post,
    end_wiki,
    merge_threads,
    move_thread,
    open_wiki,
    remove_post,
    remove_thread,
    reply,
    restore_post,
    restore_thread,
    retitle_thread,
    split_thread,
    start_thread,
    withdraw_acceptance,
)
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Post
from tertulia.core.threads.queries.facts import lock_thread
from tertulia.engage.polls.actions import Wanted, close_poll, set_poll, vote
from tertulia.engage.reactions.actions import react, take_back_reaction
from tertulia.features.questions.actions import say_me_too, take_back_me_too
from tertulia.kit.live.tests.listening import Listener, until
from tertulia.lenses.reading.live import SHOWN
from tests.matrix.test_live_doors import (  # noqa: F401 - fixtures
    CANARY,
    Open,
    Room,
    do,
    listen,
    live,
    room,
    told,
)
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = [pytest.mark.matrix, pytest.mark.django_db(transaction=True)]

# What a reaction carries are counts; that it came nowhere else is seen by its verb.
REACTIONS = {"reaction.added", "reaction.taken_back"}


class Deeds:
    """What happens in the club, in an order in which each is possible."""

    def __init__(self, room: Room) -> None:  # noqa: F811
        self.ana, self.ben, self.club = acting(room.ana), acting(room.ben), room.club
        self.annex = place("annex", room.ben, coordinator=room.ana, visibility="members")
        self.thread = self._start(f"{CANARY} asks").thread_id
        self.spare = self._start(f"{CANARY} spare").thread_id

    def _start(self, title: str) -> Post:
        return start_thread(
            actor=self.ana, community=self.club, kind="question", title=title, source=CANARY
        )

    def say(self) -> int:
        return reply(actor=self.ben, thread_id=self.thread, source=CANARY).pk

    def talk(self) -> None:
        """Posts, answers, and what people say to a question."""
        first = self.say()
        number = Post.objects.get(pk=first).number
        edit_post(actor=self.ben, post_id=first, source=f"{CANARY} again")
        with transaction.atomic():
            thread = lock_thread(self.thread)
            data = {"number": number}
            record_in("post.previewed", actor=SYSTEM, thread=thread, post=first, data=data)
        open_wiki(actor=self.ben, post_id=first)
        end_wiki(actor=self.ben, post_id=first)
        accept_answer(actor=self.ana, thread_id=self.thread, number=number)
        withdraw_acceptance(actor=self.ana, thread_id=self.thread)
        remove_post(actor=self.ana, post_id=first)
        restore_post(actor=self.ana, post_id=first)
        say_me_too(actor=self.ben, thread_id=self.thread)
        take_back_me_too(actor=self.ben, thread_id=self.thread)

    def engage(self) -> None:
        """Reactions and polls."""
        post = self.say()
        react(actor=self.ana, post_id=post, name="thanks")
        take_back_reaction(actor=self.ana, post_id=post, name="thanks")
        options = [f"{CANARY} ash", "Beech"]
        set_poll(actor=self.ben, post_id=post, wanted=Wanted(CANARY, options))
        set_poll(actor=self.ben, post_id=post, wanted=Wanted(f"{CANARY}?", options))
        vote(actor=self.ana, post_id=post, places=[1])
        close_poll(actor=self.ben, post_id=post)

    def arrange(self) -> None:
        """What befalls whole threads."""
        retitle_thread(actor=self.ana, thread_id=self.thread, title=f"{CANARY} asks more")
        numbers = {Post.objects.get(pk=self.say()).number}
        split_thread(actor=self.ana, thread_id=self.thread, numbers=numbers, title=f"{CANARY} off")
        merge_threads(actor=self.ana, thread_id=self.spare, into=self.thread)
        close_thread(actor=self.ana, thread_id=self.thread, reason=CANARY)
        remove_thread(actor=self.ana, thread_id=self.thread)
        restore_thread(actor=self.ana, thread_id=self.thread)

    def move(self) -> None:
        self._start(f"{CANARY} last")
        move_thread(actor=self.ana, thread_id=self.thread, community=self.annex)

    def channels(self) -> list[str]:
        places = [f"community-{each.pk}" for each in (self.club, self.annex)]
        return [f"thread-{self.thread}", f"thread-{self.spare}", *places]


def heard(listener: Listener) -> set[str]:
    """Return the verbs of the frames that came."""
    return {frame["event"].strip() for frame in listener.frames}


async def test_every_frame_is_told_to_its_readers_alone(
    room: Room,  # noqa: F811
    listen: Open,  # noqa: F811
) -> None:
    deeds = await do(Deeds, room)
    ed = await do(somebody, "Ed")
    await do(add_member, actor=SYSTEM, community=room.club, person=ed.pk, roles=1)
    after = await do(lambda: Activity.objects.latest("id").id)
    inside, open_to_all = ",".join(deeds.channels()), f"community-{room.plaza.pk}"
    keeper = await listen(room.ana, inside)
    others = [await listen(who, f"{inside},{open_to_all}") for who in (None, room.eve, ed)]
    await do(remove_member, actor=acting(room.ana), community=room.club, person=ed.pk)
    for deed in (deeds.talk, deeds.engage, deeds.arrange):
        await do(deed)
        last = await do(lambda: Activity.objects.filter(verb__in=SHOWN).latest("id").id)
        await until(lambda last=last: keeper.ids and keeper.ids[-1] >= last, 10)
    await do(deeds.move)  # what is told after it names only where the thread now is
    await do(room.say, "told to all", room.outside)
    await until(lambda: not SHOWN - heard(keeper), 10)
    with_words = {one["event"].strip() for one in keeper.frames if CANARY in one["data"]}
    assert with_words >= SHOWN - REACTIONS - {"thread.moved"}
    others += [  # by resuming, as one who says to have been there all the time
        await listen(who, f"{inside},{open_to_all}&after={after}") for who in (None, room.eve, ed)
    ]
    for one in others:
        await until(lambda one=one: "post.added" in heard(one))  # of the public place
        assert CANARY not in told(one)
        assert heard(one) <= {"post.added", "gone"}
        assert {json.loads(each["data"]).get("thread") for each in one.frames} <= {
            None,
            room.outside,
        }
    for name in deeds.channels()[:2]:
        assert (await listen(ed, f"{name}&after={after}")).start["status"] == 404
