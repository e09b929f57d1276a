"""The threads of a pool do what they are given and hand back what comes of it."""

import asyncio
import threading
from contextvars import ContextVar

import pytest

from tertulia.kit.web.pool import Pool

told: ContextVar[str] = ContextVar("told", default="")


async def test_results_errors_and_context_come_through(pool):
    told.set("by the caller")
    assert await pool.run(lambda a, b: (a + b, told.get()), 1, 2) == (3, "by the caller")
    with pytest.raises(ZeroDivisionError):
        await pool.run(lambda: 1 // 0)
    assert await pool.run(lambda: "and goes on") == "and goes on"


async def test_what_waits_is_counted_and_begun_in_order():
    pool = Pool(1, "one")
    order: list[int] = []
    work = [asyncio.create_task(pool.run(order.append, number)) for number in range(20)]
    await asyncio.sleep(0)
    assert pool.waiting == 20
    pool.start()
    await asyncio.gather(*work)
    assert (order, pool.waiting) == (list(range(20)), 0)
    pool.stop()


async def test_stopping_finishes_what_was_given():
    pool = Pool(2, "ending")
    pool.start()
    done: list[int] = []
    work = [asyncio.create_task(pool.run(done.append, number)) for number in range(50)]
    await asyncio.sleep(0)
    await asyncio.to_thread(pool.stop)
    await asyncio.gather(*work)
    assert sorted(done) == list(range(50))
    assert not [one for one in threading.enumerate() if one.name.startswith("ending")]
