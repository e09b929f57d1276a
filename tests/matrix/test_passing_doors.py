"""What is told in passing: who writes, who is there; to whom it may be told, and never kept."""

from typing import Any

import pytest
from django.test import Client

from tertulia.core.activity.models import Activity
from tertulia.core.communities.actions import change_community, remove_member
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.profiles.actions import block_person, describe_person, mute_person
from tertulia.core.threads.models import Post
from tertulia.kit.live.tests.listening import Listener, until
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tertulia.lenses.reading.passing import HERE, LEFT, TYPING, tell_in_passing
from tests.matrix.test_live_doors import (  # noqa: F401 - fixtures
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


async def tells(who: Person, thread: int, what: str = TYPING) -> bool:
    told: bool = await do(tell_in_passing, actor=acting(who), thread_id=thread, what=what)
    return told


def heard(listener: Listener, what: str = TYPING) -> bool:
    return any(frame["event"].strip() == what for frame in listener.frames)


async def show_presence(where: Community) -> None:
    fresh = await do(Community.objects.get, pk=where.pk)
    await do(change_community, actor=SYSTEM, community=fresh, shows_presence=True)


async def test_who_writes_is_told_to_the_signed_in_who_read_there(
    room: Room,  # noqa: F811
    listen: Open,  # noqa: F811
) -> None:
    channel = f"thread-{room.outside}"
    ben, eve = await listen(room.ben, channel), await listen(room.eve, channel)
    ana, visitor = await listen(room.ana, channel), await listen(None, channel)
    before = await do(Activity.objects.count)
    assert await tells(room.ana, room.outside)
    await until(lambda: heard(ben) and heard(eve))
    assert '"name":"Ana"' in told(ben)
    await do(room.say, "the words themselves", room.outside)
    await until(lambda: "the words themselves" in told(visitor) and "the words" in told(ana))
    assert not heard(visitor)
    assert not heard(ana)  # oneself knows
    assert await do(Activity.objects.count) == before + 1  # the reply: nothing else was kept
    later = await listen(room.eve, f"{channel}&after=1")
    await until(lambda: "the words themselves" in told(later))
    assert not heard(later)


@pytest.mark.parametrize("avoid", [block_person, mute_person])
@pytest.mark.parametrize("way", ["of", "by"])
async def test_those_who_avoid_one_another_learn_nothing(
    room: Room,  # noqa: F811
    listen: Open,  # noqa: F811
    avoid: Any,
    way: str,
) -> None:
    one, other = (room.ben, room.ana) if way == "of" else (room.ana, room.ben)
    await do(avoid, actor=acting(one), person=other.pk)
    await show_presence(room.plaza)
    channel = f"thread-{room.outside}"
    ben, eve = await listen(room.ben, channel), await listen(room.eve, channel)
    for what in (TYPING, HERE, LEFT):
        assert await tells(room.ana, room.outside, what)
        await until(lambda what=what: heard(eve, what))
        assert not heard(ben, what)


async def test_who_was_removed_hears_nothing_in_passing(
    room: Room,  # noqa: F811
    listen: Open,  # noqa: F811
) -> None:
    channel = f"thread-{room.inside}"
    ed = await do(somebody, "Ed")
    await do(place, "other", ed)
    ben = await listen(room.ben, channel)
    await do(remove_member, actor=acting(room.ana), community=room.club, person=room.ben.pk)
    assert await tells(room.ana, room.inside)
    await until(lambda: ben.lost == [channel])
    assert not heard(ben)
    for who in (room.ben, room.eve):
        for what in (TYPING, HERE, LEFT):
            with pytest.raises(NotHere):
                await tells(who, room.inside, what)


async def test_presence_is_told_only_where_community_and_person_want_it(
    room: Room,  # noqa: F811
    listen: Open,  # noqa: F811
) -> None:
    channel = f"thread-{room.outside}"
    eve = await listen(room.eve, channel)
    assert not await tells(room.ana, room.outside, HERE)  # off by default
    await show_presence(room.plaza)
    await do(describe_person, actor=acting(room.ben), person=room.ben, shows_presence=False)
    assert not await tells(room.ben, room.outside, HERE)
    assert not heard(eve, HERE)
    assert await tells(room.ana, room.outside, HERE)
    await until(lambda: heard(eve, HERE))
    assert "Ben" not in told(eve)


def test_who_may_not_write_is_not_writing(room: Room) -> None:  # noqa: F811
    page = Client()
    address = f"/t/{room.outside}/passing"
    assert (
        page.post(address, {"what": "typing"}, headers={"Accept": "application/json"}).status_code
        == 401
    )
    with pytest.raises(Refused):
        tell_in_passing(actor=acting(room.ana), thread_id=room.outside, what="gone.fishing")
    Community.objects.filter(pk=room.plaza.pk).update(join_policy="request")
    with pytest.raises(NotAllowed):
        tell_in_passing(actor=acting(room.eve), thread_id=room.outside, what=TYPING)


async def test_under_an_alias_one_tells_nothing(room: Room, listen: Open) -> None:  # noqa: F811
    await show_presence(room.plaza)
    eve = await listen(room.eve, f"thread-{room.outside}")
    posts = Post.objects.filter(thread=room.outside)
    await do(posts.update, alias="A curious member")
    for what in (TYPING, HERE):
        assert not await tells(room.ana, room.outside, what)
    await tells(room.ben, room.outside)
    await until(lambda: heard(eve))
    assert "Ana" not in told(eve)
