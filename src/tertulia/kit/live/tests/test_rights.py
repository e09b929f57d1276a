"""Who loses the right to a channel gets nothing more of it, whenever that happens."""

import asyncio

import pytest

from tertulia.kit.live.hub import Hub
from tertulia.kit.live.tests.listening import Listener, Who, until


async def test_without_any_right_there_is_nothing(make_stream, world, hub):
    world.rights[1] = set()
    reader = Listener(make_stream(), "channels=thread-1")
    await until(lambda: reader.ended)
    assert (reader.start["status"], len(hub)) == (404, 0)


async def test_a_stream_has_only_what_is_allowed_and_says_what_is_not(listen, world, hub):
    world.rights[1] = {"thread-1"}
    world.record(hub, "thread-2")
    reader = await listen("channels=thread-1,thread-2&after=0")
    assert reader.lost == ["thread-2"]
    world.record(hub, "thread-2")
    world.record(hub, "thread-1")
    await until(lambda: reader.ids)
    assert reader.ids == [3]


@pytest.mark.parametrize("by", [{"channel": "thread-1"}, {"person_id": 1}])
async def test_a_lost_right_ends_delivery_before_any_later_event(listen, world, hub, by):
    reader = await listen("channels=thread-1,community-7")
    other = await listen("channels=thread-1", who=2)
    world.record(hub, "thread-1")
    await until(lambda: reader.ids == [1])
    world.rights[1] = {"community-7"}
    await hub.reauthorise(**by)
    world.record(hub, "thread-1")
    world.record(hub, "community-7")
    await until(lambda: 3 in reader.ids and other.ids == [1, 2])
    assert reader.ids == [1, 3]
    assert reader.lost == ["thread-1"]
    assert other.lost == []


async def test_frames_that_wait_are_taken_back(listen, world, hub):
    reader = await listen("channels=thread-1,community-7")
    reader.may_read.clear()
    world.record(hub, "community-7")
    await asyncio.sleep(0.01)  # this one is on its way
    world.record(hub, "thread-1")
    world.record(hub, "community-7")
    world.rights[1] = {"community-7"}
    await hub.reauthorise(person_id=1)
    reader.may_read.set()
    await until(lambda: 3 in reader.ids)
    assert reader.ids == [1, 3]


async def test_a_right_lost_while_the_stream_opens_is_noticed(make_stream, world, hub):
    """The answer about rights is already on its way when they change."""
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def hold():
        reached.set()
        await go_on.wait()

    world.before_rights = hold
    reader = Listener(make_stream(), "channels=thread-1,community-7")
    await reached.wait()
    world.before_rights = None
    world.rights[1] = {"community-7"}
    changing = asyncio.create_task(hub.reauthorise(person_id=1))
    go_on.set()
    await changing
    await until(lambda: reader.chunks)
    world.record(hub, "thread-1")
    world.record(hub, "community-7")
    await until(lambda: 2 in reader.ids)
    assert reader.ids == [2]
    assert world.asked == [frozenset({"thread-1", "community-7"})] * 3
    await reader.leave()


async def test_a_right_lost_while_history_is_read_takes_it_back(make_stream, world, hub):
    world.record(hub, "thread-1")

    async def lose():
        world.before_history = None
        world.rights[1] = {"community-7"}
        await hub.reauthorise(person_id=1)

    world.before_history = lose
    reader = Listener(make_stream(), "channels=thread-1,community-7&after=0")
    await until(lambda: reader.lost)
    assert reader.ids == []
    await reader.leave()


async def test_a_right_that_comes_back_is_served_again(listen, world, hub):
    reader = await listen("channels=thread-1,community-7")
    world.rights[1] = {"community-7"}
    await hub.reauthorise(person_id=1)
    del world.rights[1]
    await hub.reauthorise(person_id=1)
    world.record(hub, "thread-1")
    await until(lambda: reader.ids == [1])


async def test_streams_of_a_person_or_a_session_end_at_once(listen, world, hub):
    one, two, three = [await listen(who=who) for who in (1, 2, 3)]
    hub.close_person(1)
    hub.close_session("s2")
    world.record(hub, "thread-1")
    await until(lambda: one.ended and two.ended and three.ids == [1])
    assert (one.ids, two.ids) == ([], [])
    assert one.lost == two.lost == ["thread-1"]


async def test_when_rights_cannot_be_learnt_nothing_is_sent(world):
    failing = False

    async def authorise(identity, channels):
        if failing:
            raise ConnectionError("the database is away")
        return channels

    hub = Hub(authorise)
    subscription = await hub.subscribe(Who(), ["thread-1"])
    failing = True
    with pytest.raises(ConnectionError):
        await hub.reauthorise(person_id=1)
    assert hub.publish(1, "post.added", "thread-1", lambda language: b"{}") == 0
    assert await subscription.take() == b"event: reset\ndata: {}\n\n"
    assert await subscription.take() == b""
    hub.leave(subscription)
    with pytest.raises(ConnectionError):
        await hub.subscribe(Who(), ["thread-1"])
    assert len(hub) == 0
