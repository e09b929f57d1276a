"""Spending, waiting, and what the operator may change."""

from collections.abc import Iterator

import pytest

from tertulia.kit.limits import WrongLimits, forget_spending, rates, spend
from tertulia.kit.limits.spending import _own
from tertulia.kit.limits.table import DEFAULTS
from tertulia.kit.web.refusals import TooMany


@pytest.fixture(autouse=True)
def _nothing_spent() -> Iterator[None]:
    forget_spending()
    yield
    forget_spending()


@pytest.fixture
def limits(settings):
    def use(text: str, **more: str) -> None:
        settings.TERTULIA = settings.TERTULIA.model_copy(update={"limits": text, **more})

    return use


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2030-01-01T12:00:00Z", tick=False)
    return time_machine


def test_the_window_moves(limits, clock):
    limits("reply=2/minute")
    spend("reply", "ana")
    clock.shift(40)
    spend("reply", "ana")
    with pytest.raises(TooMany) as refusal:
        spend("reply", "ana")
    assert refusal.value.retry_after == 20
    assert refusal.value.headers == {"Retry-After": "20"}
    assert "20 seconds" in str(refusal.value)
    clock.shift(21)
    spend("reply", "ana")
    with pytest.raises(TooMany):
        spend("reply", "ana")


def test_keys_and_limits_do_not_touch_one_another(limits):
    limits("reply=1/minute, draft=1/minute")
    spend("reply", "ana")
    spend("reply", "bea")
    spend("draft", "ana")
    with pytest.raises(TooMany):
        spend("draft", "ana")


def test_a_cost_counts_as_many(limits):
    limits("search=10/minute")
    spend("search", "ana", cost=9)
    with pytest.raises(TooMany):
        spend("search", "ana", cost=2)
    spend("search", "ana")


def test_an_unknown_limit_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        spend("replies", "ana")


@pytest.mark.parametrize("text", ["off", " OFF ", "reply=off"])
def test_limits_can_be_lifted(limits, text):
    limits(text)
    for _ in range(int(DEFAULTS["reply"].split("/")[0]) + 1):
        spend("reply", "ana")


@pytest.mark.parametrize("text", ["", "on", "on, reply=5/hour"])
def test_what_is_not_named_keeps_its_default(text):
    assert str(rates(text)["join"]) == "60 per 1 minute"
    assert set(rates(text)) == set(DEFAULTS)


@pytest.mark.parametrize("text", ["reply", "answers=3/minute", "reply=many", "maybe"])
def test_a_setting_that_cannot_be_read_says_so(text):
    with pytest.raises(WrongLimits, match="TERTULIA_LIMITS"):
        rates(text)


def test_when_redis_is_away_the_process_counts_for_itself(limits, caplog):
    pytest.importorskip("redis")
    limits("reply=1/minute", redis_url="redis://127.0.0.1:9/0")
    spend("reply", "ana")
    with pytest.raises(TooMany):
        spend("reply", "ana")
    assert "this process counts for itself" in caplog.text


def test_spending_starts_no_thread_each_time(limits):
    limits("on")
    spend("api", "ana")
    timer = _own().storage.timer
    timer.join()
    spend("api", "ana")
    assert _own().storage.timer is timer
