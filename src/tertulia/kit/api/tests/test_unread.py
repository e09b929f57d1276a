"""A body that was refused while it came in is explained like any other mistake."""

import json

import pytest

from tertulia.kit.api.unread import refuse_body


@pytest.mark.parametrize(("status", "kind"), [(413, "too-large"), (400, "unreadable")])
def test_the_api_explains_in_a_problem(status, kind):
    reply = refuse_body("/api/v1/communities", status)
    assert reply.status == status
    assert (b"content-type", b"application/problem+json") in reply.headers
    assert (b"connection", b"close") in reply.headers
    assert json.loads(reply.body)["type"].endswith(f"#problem-{kind}")


@pytest.mark.parametrize(("path", "status"), [("/t/1/reply", 413), ("/api/v1/me", 408)])
def test_everything_else_is_answered_in_short(path, status):
    reply = refuse_body(path, status)
    assert reply.status == status
    assert (b"content-type", b"text/plain; charset=utf-8") in reply.headers
