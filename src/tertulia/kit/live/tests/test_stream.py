"""A stream begins where the client stopped, without gap or double, and keeps its bounds."""

import asyncio
import random

import pytest

from tertulia.kit.live.hub import QUEUE_FRAMES
from tertulia.kit.live.tests.listening import Listener, until


async def test_what_happens_reaches_those_who_listen(listen, hub, world):
    first, other = await listen(), await listen("channels=thread-2")
    world.record(hub, "thread-1")
    await until(lambda: first.ids == [1])
    assert first.frames == [{"id": "1", "event": "post.added", "data": "{}"}]
    assert other.frames == []
    headers = dict(first.start["headers"])
    assert headers[b"content-type"].startswith(b"text/event-stream")
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"x-accel-buffering"] == b"no"
    assert first.chunks[0].startswith(b"retry: 2000\n\n")


async def test_a_frame_is_made_once_for_each_language(listen, hub):
    made = []

    def data(language):
        made.append(language)
        return language.encode()

    readers = [await listen(language=language) for language in ("en", "es", "en", "es", "en")]
    assert hub.languages("thread-1") == {"en", "es"}
    assert hub.publish(1, "post.added", "thread-1", data) == 5
    await until(lambda: all(one.ids == [1] for one in readers))
    assert sorted(made) == ["en", "es"]
    assert [one.frames[0]["data"] for one in readers] == ["en", "es", "en", "es", "en"]
    assert hub.publish(2, "post.added", "thread-9", data) == 0
    assert sorted(made) == ["en", "es"]


@pytest.mark.parametrize("way", ["after", "last"])
async def test_who_comes_back_gets_what_was_missed_once(listen, hub, world, way):
    for _ in range(5):
        world.record(hub, "thread-1")
    world.record(hub, "thread-2")
    if way == "after":
        reader = await listen("channels=thread-1&after=2")
    else:
        reader = await listen("channels=thread-1&after=0", last=2)
    world.record(hub, "thread-1")
    await until(lambda: 7 in reader.ids)
    assert reader.ids == [3, 4, 5, 7]


async def test_a_line_that_was_cut_within_an_event(listen, hub, world):
    """The last event is told again where it may have had a second channel."""
    world.record(hub, "thread-1")
    for channel in ("thread-1", "community-1"):
        world.record(hub, channel, 2)
    reader = await listen("channels=thread-1,community-1&after=2")
    await until(lambda: len(reader.ids) == 2)
    world.record(hub, "thread-1")
    await until(lambda: 3 in reader.ids)
    assert reader.ids == [2, 2, 3]


async def test_a_cut_event_that_this_process_has_yet_to_reach(listen, hub, world):
    reader = await listen("channels=thread-1,community-1&after=1")
    for number in (1, 2):
        for channel in ("thread-1", "community-1"):
            world.record(hub, channel, number)
    await until(lambda: len(reader.ids) == 4)
    assert reader.ids == [1, 1, 2, 2]


async def test_who_says_nothing_gets_only_what_is_to_come(listen, hub, world):
    world.record(hub, "thread-1")
    reader = await listen()
    world.record(hub, "thread-1")
    await until(lambda: reader.ids)
    assert reader.ids == [2]


async def test_nothing_is_lost_or_doubled_while_streams_open(make_stream, hub, world):
    """Events go on while rights are asked and history is read, in every interleaving of chance."""
    app = make_stream(streams_per_person=1000, streams_per_address=1000)
    chance = random.Random(7)

    async def pause():
        await asyncio.sleep(chance.choice((0, 0, 0.001, 0.002)))

    world.before_rights = world.before_history = pause
    busy = True

    async def write():
        while busy:
            world.record(hub, "thread-1")
            await pause()

    writing = asyncio.create_task(write())
    readers = []
    for _ in range(60):
        after = max(0, world.reached - chance.randrange(20))
        readers.append((after, Listener(app, f"channels=thread-1&after={after}")))
        await pause()
    busy = False
    await writing
    last = world.reached
    for after, reader in readers:
        await until(lambda reader=reader: reader.ids and reader.ids[-1] == last)
        assert reader.ids == list(range(after + 1, last + 1))
        await reader.leave()
    assert len(hub) == 0


async def test_too_far_behind_is_told_to_reload(listen, hub, world):
    for _ in range(101):
        world.record(hub, "thread-1")
    reader = await listen("channels=thread-1&after=0")
    await until(lambda: reader.frames)
    assert [one["event"] for one in reader.frames] == ["reset"]
    world.record(hub, "thread-1")
    await until(lambda: reader.ids == [102])


async def test_a_page_newer_than_the_reader_gets_nothing_twice(listen, hub, world):
    reader = await listen("channels=thread-1&after=2")
    for _ in range(3):
        world.record(hub, "thread-1")
    await until(lambda: reader.ids)
    assert reader.ids == [3]


async def test_an_id_that_never_comes_means_reload(listen, hub, world, monkeypatch):
    monkeypatch.setattr("tertulia.kit.live.stream._CATCH_UP", 0.05)
    reader = await listen("channels=thread-1&after=999999")
    await until(lambda: reader.frames)
    assert reader.frames[0]["event"] == "reset"
    world.record(hub, "thread-1")
    await until(lambda: reader.ids == [1])


async def test_frames_that_wait_go_out_together(listen, hub, world):
    reader = await listen()
    for _ in range(50):
        world.record(hub, "thread-1")
    await until(lambda: len(reader.ids) == 50)
    assert len(reader.chunks) == 2  # the greeting, and all fifty


async def test_a_slow_reader_is_told_and_closed_and_holds_up_nobody(listen, hub, world):
    slow, quick = await listen(), await listen()
    slow.may_read.clear()
    for _ in range(QUEUE_FRAMES + 2):
        world.record(hub, "thread-1")
        await asyncio.sleep(0)
    await until(lambda: len(quick.ids) == QUEUE_FRAMES + 2)
    slow.may_read.set()
    await until(lambda: slow.ended)
    assert slow.frames[-1]["event"] == "reset"
    assert not quick.ended


async def test_a_reader_that_takes_nothing_is_given_up(make_stream, hub, world):
    app = make_stream(heartbeat=0.15, patience=0.1)
    reader = Listener(app, "channels=thread-1")
    await until(lambda: reader.chunks)
    reader.may_read.clear()
    world.record(hub, "thread-1")
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(reader.task, 2)
    assert len(hub) == 0
    await app.pulse.stop()


async def test_silence_is_filled_with_heartbeats(make_stream):
    app = make_stream(heartbeat=0.05)
    reader = Listener(app, "channels=thread-1")
    await until(lambda: b"".join(reader.chunks[1:]) == b":\n\n:\n\n")
    await reader.leave()
    await app.pulse.stop()


async def test_who_leaves_is_forgotten(listen, hub, world):
    readers = [await listen() for _ in range(5)]
    assert (len(hub), hub.channels()) == (5, {"thread-1"})
    for reader in readers:
        await reader.leave()
    assert (len(hub), hub.channels()) == (0, frozenset())
    assert world.record(hub, "thread-1") == 1


async def test_all_streams_end_at_once_when_the_process_stops(listen, hub):
    readers = [await listen() for _ in range(5)]
    hub.close_all()
    await until(lambda: all(one.ended for one in readers), 0.5)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("channels=", 400),
        ("channels=a%0Ab", 400),
        ("channels=Thread-1", 400),
        ("channels=thread-1&after=x", 400),
        ("channels=thread-1&after=-1", 400),
        ("channels=thread-1&after=" + "9" * 40, 400),
        ("channels=" + ",".join(f"t-{n}" for n in range(51)), 400),
    ],
)
async def test_nonsense_is_refused(make_stream, hub, query, status):
    reader = Listener(make_stream(), query)
    await until(lambda: reader.ended)
    assert (reader.start["status"], len(hub)) == (status, 0)


async def test_there_is_a_bound_to_streams(make_stream):
    app = make_stream(streams_per_person=2, streams_per_address=3)
    who = [[(b"x-who", b"%d" % number)] for number in (1, 1, 1, 2, 3)]
    readers = []
    for headers in who:
        readers.append(Listener(app, "channels=thread-1", headers))
        await until(lambda: readers[-1].chunks)
    assert [one.start["status"] for one in readers] == [200, 200, 429, 200, 429]
    await readers[0].leave()
    again = Listener(app, "channels=thread-1", who[0])
    await until(lambda: again.chunks)
    assert again.start["status"] == 200
    for reader in (*readers, again):
        await reader.leave()
    await app.pulse.stop()
