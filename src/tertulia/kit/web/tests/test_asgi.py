"""The root application sends each request to the right place and tells how it went."""

import asyncio
import json
import threading
from typing import Any

import pytest

from tertulia.kit.web import logs
from tertulia.kit.web.asgi import Root
from tertulia.kit.web.metrics import Metrics
from tertulia.kit.web.pool import Pool
from tertulia.kit.web.replies import Reply
from tertulia.kit.web.tests.asking import ask

LOOPBACK = {"client": ("127.0.0.1", 5)}


class Gathered:
    """What would have been logged."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def __call__(self, event: dict[str, Any]) -> None:
        self.events.append(event)


@pytest.fixture
def lines(monkeypatch) -> Gathered:
    gathered = Gathered()
    monkeypatch.setattr(logs, "access_line", gathered)
    monkeypatch.setattr(logs, "access_logged", lambda: True)
    return gathered


async def small(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the path."""
    await send({"type": "http.response.start", "status": 203, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


async def test_each_address_reaches_its_application(bridge, lines):
    root = Root(bridge, apps={"/live": ("live", small), "/static/": ("static", small)})
    assert (await ask(root, "/healthz")).body == b"ok\n"
    assert (await ask(root, "/live?channels=a")).body == b"/live"
    assert (await ask(root, "/static/a/b.css")).body == b"/static/a/b.css"
    assert (await ask(root, "/echo")).status == 200
    assert (await ask(root, "/livery")).status == 404
    found = [(one["route"], one["status"]) for one in lines.events]
    assert found == [("health", 200), ("live", 203), ("static", 203), ("page", 200), ("page", 404)]


async def test_the_early_answer_comes_before_django_and_never_for_a_write(bridge, lines):
    reply = Reply(200, [(b"content-length", b"5")], b"early")
    root = Root(bridge, early=lambda scope: reply if scope["path"] == "/echo" else None)
    assert (await ask(root, "/echo")).body == b"early"
    assert (await ask(root, "/echo", "HEAD")).body == b""
    assert json.loads((await ask(root, "/echo", "POST")).body)["method"] == "POST"
    assert (await ask(root, "/long")).body != b"early"
    assert lines.events[0]["route"] == "early"


async def test_an_early_answer_that_fails_costs_nobody_the_page(bridge, lines):
    def broken(scope):
        raise RuntimeError("no cache today")

    assert (await ask(Root(bridge, early=broken), "/echo")).status == 200


async def test_every_request_has_its_own_identifier(bridge, lines):
    root = Root(bridge)
    answers = await asyncio.gather(*(ask(root, "/language") for _ in range(8)))
    told = [json.loads(one.body)[1] for one in answers]
    assert told == [one.header("x-request-id") for one in answers]
    assert len(set(told)) == 8
    assert {one["request"] for one in lines.events} == set(told)


async def test_a_line_tells_no_query_and_flags_what_was_slow(bridge, lines):
    await ask(Root(bridge, slow_seconds=0.0), "/echo?secret=1")
    await ask(Root(bridge, slow_seconds=60.0), "/breaks")
    slow, broken = lines.events
    assert (slow["level"], slow["slow"], slow["path"]) == ("warning", True, "/echo")
    assert "secret" not in str(slow)
    assert (broken["level"], broken["status"]) == ("error", 500)


async def test_only_trouble_is_logged_when_requests_are_not_wanted(bridge, lines, monkeypatch):
    monkeypatch.setattr(logs, "access_logged", lambda: False)
    root = Root(bridge, slow_seconds=60.0)
    await ask(root, "/echo")
    await ask(root, "/breaks")
    assert [one["status"] for one in lines.events] == [500]


async def test_addresses_behind_a_proxy_are_believed_only_when_configured(bridge, lines):
    told = [(b"x-forwarded-for", b"1.1.1.1, 198.51.100.9"), (b"x-forwarded-proto", b"https")]
    plain = json.loads((await ask(Root(bridge), "/echo", headers=told)).body)
    trusting = json.loads((await ask(Root(bridge, trust_proxy=True), "/echo", headers=told)).body)
    assert (plain["meta"]["REMOTE_ADDR"], plain["secure"]) == ("192.0.2.7", False)
    assert (trusting["meta"]["REMOTE_ADDR"], trusting["secure"]) == ("198.51.100.9", True)


async def test_figures_are_for_this_machine_or_for_the_token(bridge, lines):
    root = Root(bridge, metrics_token="abc")
    bearer = [(b"authorization", b"Bearer abc")]
    assert (await ask(root, "/metrics", **LOOPBACK)).status == 200
    assert (await ask(root, "/metrics")).status == 404
    assert (await ask(root, "/metrics", headers=bearer)).status == 200
    wrong = [(b"authorization", b"Bearer abd")]
    assert (await ask(root, "/metrics", headers=wrong)).status == 404
    for name in (b"x-forwarded-for", b"x-forwarded-proto", b"x-real-ip", b"forwarded", b"via"):
        proxied = [(name, b"203.0.113.1")]
        assert (await ask(root, "/metrics", headers=proxied, **LOOPBACK)).status == 404
    without = Root(bridge)
    empty = [(b"authorization", b"Bearer ")]
    assert (await ask(without, "/metrics", headers=empty)).status == 404


async def test_figures_count_what_happened(bridge, lines):
    metrics = Metrics()
    metrics.gauge("tertulia_live_streams", "Open streams.", lambda: 7)
    root = Root(bridge, metrics=metrics, routes={"long": "thread"})
    for path in ("/long", "/long", "/breaks"):
        await ask(root, path)
    text = (await ask(root, "/metrics", **LOOPBACK)).body.decode()
    assert 'tertulia_requests_total{route="thread",status="200"} 2' in text
    assert 'tertulia_requests_total{route="page",status="500"} 1' in text
    assert 'tertulia_request_seconds_bucket{route="thread",le="+Inf"} 2' in text
    assert "tertulia_live_streams 7" in text


def test_durations_fall_into_cumulative_buckets():
    metrics = Metrics()
    for seconds in (0.0005, 0.01, 0.02, 99.0):
        metrics.time("page", seconds)
    lines = metrics.text().splitlines()
    name = 'tertulia_request_seconds_bucket{route="page",le="%s"} %d'
    for bound, number in (("0.001", 1), ("0.01", 2), ("0.025", 3), ("10.0", 3), ("+Inf", 4)):
        assert name % (bound, number) in lines


class Spoken:
    """A service that tells what happens to it."""

    def __init__(self, said: list[str], name: str, broken: bool = False) -> None:
        self.said, self.name, self.broken = said, name, broken

    async def start(self) -> None:
        self.said.append(f"{self.name} starts")
        if self.broken:
            raise RuntimeError("no database")

    async def stop(self) -> None:
        self.said.append(f"{self.name} stops")
        if self.broken:
            raise RuntimeError("and no end")


async def _live_through(root: Root) -> list[str]:
    sent = []

    async def receive():
        return {"type": "lifespan"}

    async def send(message):
        sent.append(message["type"])

    await root({"type": "lifespan"}, receive, send)
    return sent


async def test_services_start_in_order_and_stop_in_reverse(bridge):
    said: list[str] = []
    root = Root(bridge, services=[Spoken(said, "a"), Spoken(said, "b")])
    assert await _live_through(root) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert said == ["a starts", "b starts", "b stops", "a stops"]


async def test_further_pools_work_for_the_services(bridge):
    beside = Pool(1, "beside")
    ran: list[str] = []

    class Asks(Spoken):
        async def start(self) -> None:
            ran.append(await beside.run(lambda: threading.current_thread().name))

        async def stop(self) -> None:
            ran.append(await beside.run(lambda: threading.current_thread().name))

    await _live_through(Root(bridge, pools=[beside], services=[Asks([], "a")]))
    assert ran == ["beside-0", "beside-0"]


async def test_a_service_that_cannot_start_stops_the_start(bridge):
    said: list[str] = []
    root = Root(bridge, services=[Spoken(said, "a"), Spoken(said, "b", broken=True)])
    assert await _live_through(root) == ["lifespan.startup.failed"]
    assert said == ["a starts", "b starts", "b stops", "a stops"]
