"""Spending a limit: in the memory of this process, or shared by all through Redis."""

import logging
import time
from functools import cache
from hashlib import blake2b

from django.conf import settings
from django.utils.translation import ngettext
from limits import RateLimitItem
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from tertulia.kit.limits.table import DEFAULTS, rates
from tertulia.kit.web.refusals import TooMany

log = logging.getLogger("tertulia.limits")


SWEEP_SECONDS = 30


class _Memory(MemoryStorage):
    """Forgets what ran out every half minute.

    The library does it a hundred times a second, in a new thread each time: at 300 replies/s a
    reply then pays 740 us of processor, against 170 us this way.
    """

    _next_sweep = 0.0

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 - the library's own name
        now = time.monotonic()
        if now >= self._next_sweep:
            self._next_sweep = now + SWEEP_SECONDS
            super()._MemoryStorage__schedule_expiry()  # type: ignore[misc]


@cache
def _own() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(_Memory())


@cache
def _shared(url: str) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(storage_from_string(url))


def spend(limit_name: str, key: str, *, cost: int = 1) -> None:
    """Count `cost` against the named limit of `key`; `TooMany` when the limit is spent.

    The window moves: at any moment, what was spent in the last minute (hour ...) counts. Without
    Redis each process counts for itself. `key` is stored only as a hash.
    """
    if limit_name not in DEFAULTS:
        raise KeyError(limit_name)
    rate = rates(settings.TERTULIA.limits).get(limit_name)
    if rate is None:
        return
    hidden = blake2b(key.encode(), digest_size=12).hexdigest()
    wait = _wait(rate, (limit_name, hidden), cost)
    if wait:
        sentence = ngettext(
            "That was a lot at once. Please try again in %(wait)s second.",
            "That was a lot at once. Please try again in %(wait)s seconds.",
            wait,
        )
        raise TooMany(sentence % {"wait": wait}, retry_after=wait)


def _wait(rate: RateLimitItem, names: tuple[str, str], cost: int) -> int:
    """Return 0 when `cost` could be spent, else the seconds until something is free again."""
    limiter = _own()
    if settings.TERTULIA.redis_url:
        limiter = _shared(settings.TERTULIA.redis_url)
        try:
            return _hit(limiter, rate, names, cost)
        except limiter.storage.base_exceptions:
            log.exception("The shared limits do not answer; this process counts for itself.")
            limiter = _own()
    return _hit(limiter, rate, names, cost)


def _hit(
    limiter: MovingWindowRateLimiter, rate: RateLimitItem, names: tuple[str, str], cost: int
) -> int:
    if limiter.hit(rate, *names, cost=cost):
        return 0
    free_at = limiter.get_window_stats(rate, *names).reset_time
    return max(1, int(free_at - time.time() + 0.999))


def forget_spending() -> None:
    """Forget what this process has counted."""
    _own.cache_clear()
