"""Views get the request that Django would give them, and clients the response that views made."""

import asyncio
import json
import sqlite3
import threading
import time

import pytest
from django.core import signals
from django.core.handlers.asgi import ASGIHandler

from tertulia.kit.web.tests import pages
from tertulia.kit.web.tests.asking import ask, scope_of

FORM = b"a=1&a=2&b=%C3%A9"
FORM_TYPE = (b"content-type", b"application/x-www-form-urlencoded")
UPLOAD_TYPE = (b"content-type", b"multipart/form-data; boundary=xx")
UPLOAD = (
    b'--xx\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n'
    b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a b.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\ninside\r\n--xx--\r\n"
)
REQUESTS = [
    {"path": "/echo"},
    {"path": "/echo?q=a+b&q=%C3%B1&empty=&x"},
    {"path": "/echo/with space/é/b"},
    {"path": "/echo", "headers": [(b"cookie", b'a=1; b="2 3"; c=%20; broken'), (b"x-one", b"1")]},
    {"path": "/echo", "headers": [(b"accept", b"a"), (b"accept", b"b"), (b"x_fake", b"no")]},
    {"path": "/echo", "headers": [(b"x-latin", b"caf\xe9")]},
    {"path": "/echo", "method": "POST", "headers": [FORM_TYPE], "body": FORM},
    {
        "path": "/echo",
        "method": "POST",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded; charset=latin-1")],
        "body": b"b=%E9",
    },
    {"path": "/echo", "method": "POST", "headers": [UPLOAD_TYPE], "body": UPLOAD},
    {"path": "/echo", "method": "PUT", "body": b"\x00\xff" * 40_000},
    {"path": "/echo", "method": "PATCH", "headers": [(b"content-type", b"a/b")], "body": b"{}"},
    {"path": "/site/echo", "root_path": "/site"},
    {"path": "/echo", "scheme": "https"},
    {"path": "/absent?x=1"},
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: str(one)[:60])
async def test_a_view_learns_what_djangos_own_handler_would_tell_it(bridge, request_):
    ours = await ask(bridge, **request_)
    theirs = await ask(ASGIHandler(), **request_)
    assert ours.status == theirs.status
    if ours.status == 200:
        mine, reference = json.loads(ours.body), json.loads(theirs.body)
        reference["repr"] = reference["repr"].replace("ASGIRequest", "BridgeRequest")
        reference["meta"]["REMOTE_HOST"] = "192.0.2.7"
        assert mine == reference


async def test_an_upload_without_a_length_is_understood(bridge):
    answer = await ask(
        bridge, "/echo", "POST", [UPLOAD_TYPE], body=[UPLOAD[:50], UPLOAD[50:90], UPLOAD[90:]]
    )
    told = json.loads(answer.body)
    assert told["post"] == {"note": ["hello"]}
    assert told["files"] == {"file": [["a b.txt", "text/plain", "inside"]]}


async def test_cookies_sent_in_several_headers_are_one(bridge):
    answer = await ask(bridge, "/echo", headers=[(b"cookie", b"a=1"), (b"cookie", b"b=2")])
    assert json.loads(answer.body)["cookies"] == {"a": "1", "b": "2"}


async def test_a_query_that_is_no_utf8_does_not_break_the_page(bridge):
    answer = await ask(bridge, "/echo?q=\xe9")
    assert (answer.status, json.loads(answer.body)["get"]) == (200, {"q": ["é"]})


async def test_https_is_believed_only_when_configured(bridge, settings):
    told = [(b"x-forwarded-proto", b"https")]
    assert json.loads((await ask(bridge, "/echo", headers=told)).body)["secure"] is False
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert json.loads((await ask(bridge, "/echo", headers=told)).body)["secure"] is True


async def test_headers_and_cookies_go_out_as_django_sends_them(bridge):
    ours, theirs = await ask(bridge, "/sets"), await ask(ASGIHandler(), "/sets")
    own = (b"content-length", b"content-length")
    assert ours.status == theirs.status == 302
    assert sorted(p for p in ours.pairs if p[0] not in own) == sorted(
        p for p in theirs.pairs if p[0] not in own
    )
    assert ours.header("content-length") == "0"


async def test_head_has_the_headers_of_get_and_no_body(bridge):
    get, head = await ask(bridge, "/long"), await ask(bridge, "/long", "HEAD")
    assert head.body == b""
    assert head.header("content-length") == get.header("content-length") == str(len(get.body))
    stream = await ask(bridge, "/pieces", "HEAD")
    assert (stream.status, stream.body) == (200, b"")


@pytest.mark.parametrize("status", [204, 304])
async def test_a_status_without_body_has_no_length(bridge, status):
    answer = await ask(bridge, f"/empty?status={status}")
    assert (answer.status, answer.body, answer.header("content-length")) == (status, b"", None)


async def test_a_broken_view_becomes_a_500_page(bridge):
    for path in ("/breaks", "/unsendable"):
        answer = await ask(bridge, path)
        assert answer.status == 500
        assert answer.body
    assert (await ask(bridge, "/echo")).status == 200


async def test_too_large_a_body_is_let_pass_a_while_and_refused(bridge):
    """A browser that is cut off while it sends shows no answer at all."""
    asked = 0

    async def receive():
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b"x" * 60_000, "more_body": True}

    told, untold = [(b"content-length", b"300001")], [(b"transfer-encoding", b"chunked")]
    absurd = [(b"content-length", b"9000000")]
    for headers, most in ((told, 40), (untold, 46), (absurd, 0)):
        asked, sent = 0, []
        scope = scope_of("/echo", "POST", headers)

        async def send(message, sent=sent):
            sent.append(message)

        assert await bridge.answer(scope, receive, send) == 413
        assert (sent[0]["status"], asked <= most) == (413, True)
        assert (b"connection", b"close") in sent[0]["headers"]


async def test_a_length_that_is_none_is_refused(bridge):
    answer = await ask(bridge, "/echo", "POST", [(b"content-length", b"-1")])
    assert answer.status == 400


async def test_a_client_that_leaves_while_sending_is_not_answered(bridge):
    answer = await ask(bridge, "/writes", "POST", body=[b"a", b"b"], leave=True)
    assert answer.messages == []
    assert pages.written == []


async def test_a_client_that_leaves_does_not_stop_a_write(bridge):
    asking = asyncio.create_task(ask(bridge, "/writes", "POST", body=b"x"))
    while not pages.written:
        await asyncio.sleep(0.005)
    asking.cancel()
    pages.may_write.set()
    for _ in range(200):
        if len(pages.written) == 2:
            break
        await asyncio.sleep(0.01)
    assert pages.written == ["begun", "done"]
    assert (await ask(bridge, "/echo")).status == 200


async def test_signals_are_sent_once_and_the_response_is_closed(bridge):
    seen = []
    started = lambda **_: seen.append(("started", threading.current_thread().name))  # noqa: E731
    finished = lambda **_: seen.append(("finished", threading.current_thread().name))  # noqa: E731
    signals.request_started.connect(started)
    signals.request_finished.connect(finished)
    try:
        for path in ("/echo", "/pieces"):
            seen.clear()
            await ask(bridge, path)
            await _until(lambda: len(seen) >= 2)
            assert [one[0] for one in seen] == ["started", "finished"], path
            assert seen[0][1].startswith("page-")
    finally:
        signals.request_started.disconnect(started)
        signals.request_finished.disconnect(finished)


async def test_what_one_request_activates_is_not_left_to_the_next(bridge, pool):
    languages = {json.loads((await ask(bridge, "/language")).body)[0] for _ in range(9)}
    assert "fr" not in languages


async def test_two_hundred_slow_writers_all_come_through(bridge, settings, tmp_path, monkeypatch):
    path = tmp_path / "slow.sqlite3"
    with sqlite3.connect(path) as setup:
        setup.execute("PRAGMA journal_mode=WAL")
        setup.execute("CREATE TABLE note (id INTEGER PRIMARY KEY)")

    def write(request, *args, **kwargs):
        with sqlite3.connect(path, timeout=20, isolation_level=None) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO note DEFAULT VALUES")
            time.sleep(0.002)
            connection.execute("COMMIT")
        return pages.HttpResponse("ok")

    monkeypatch.setattr(pages, "echo", write)
    async with asyncio.timeout(30):
        answers = await asyncio.gather(*(ask(bridge, "/echo/w", "POST") for _ in range(200)))
    assert {one.status for one in answers} == {200}
    with sqlite3.connect(path) as reading:
        assert reading.execute("SELECT count(*) FROM note").fetchone() == (200,)


async def _until(true, seconds=3.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)
