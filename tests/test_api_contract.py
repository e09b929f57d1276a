"""Whatever a program sends: the API answers as it says it does, or says in a problem why not."""

import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertulia.config.api import api
from tertulia.core.threads.actions import keep_file
from tertulia.core.threads.models import Post
from tertulia.lenses.notifications.actions import tell_what_happened
from tests.openapi import JUNK, Description, Operation
from tests.programs import SYSTEM, Program, acting, assert_problem, place, somebody

DESCRIPTION = Description(json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))))
OPERATIONS = list(DESCRIPTION.operations())
PROBLEM = {"$ref": "#/components/schemas/Problem"}
WRITES = [one for one in OPERATIONS if one.method != "GET"]
HARMLESS = [
    one
    for one in OPERATIONS
    if one.method in ("GET", "PUT")
    # What is done to others is refused where one asks for it of oneself.
    and not one.path.endswith(("/restoration", "/acceptance", "/me-too", "/mute", "/block"))
    # For those who look after a community, and for whoever holds what opens it.
    and not one.path.endswith(
        ("{slug}/placements", "/decision", "/pin", "/wiki", "{slug}/invitations")
    )
    and "/invitations/{token}" not in one.path
    and "/roles/{role}/" not in one.path
]
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)
every_write = pytest.mark.parametrize("operation", WRITES, ids=str)

LEAST = {
    "GET /me", "GET /communities", "POST /communities", "GET /communities/{slug}",
    "PATCH /communities/{slug}", "PUT /communities/{slug}/membership",
    "DELETE /communities/{slug}/membership", "GET /communities/{slug}/threads",
    "POST /communities/{slug}/threads", "GET /threads/{thread_id}", "PATCH /threads/{thread_id}",
    "DELETE /threads/{thread_id}", "GET /threads/{thread_id}/posts",
    "POST /threads/{thread_id}/posts", "GET /posts/{post_id}", "PATCH /posts/{post_id}",
    "DELETE /posts/{post_id}", "PUT /threads/{thread_id}/read", "GET /search",
    "GET /people/{handle}",
}  # fmt: skip


@pytest.fixture
def town(db, settings) -> SimpleNamespace:
    """A community with a thread, and programs of all sorts of people."""
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"limits": "off"})
    ana, olga = somebody("Ana"), somebody("Olga", is_operator=True)
    place("masons", ana, coordinator=olga)
    writer = Program(ana)
    wanted = {"title": "Which lime?", "body": "Hot or cold?", "topics": ["Lime"]}
    thread = writer.post("/communities/masons/threads", wanted).json()
    (post,) = writer.all_of(f"/threads/{thread['id']}/posts")
    other = writer.post("/communities/masons/threads", {**wanted, "title": "Which sand?"}).json()
    writer.put(f"/threads/{thread['id']}/links/related/{other['id']}")
    writer.put(f"/posts/{post['id']}/poll", {"question": "Which?", "options": ["a", "b"]})
    writer.put("/drafts/new", {"body": "Half a"})
    kept = keep_file(actor=acting(ana), file=BytesIO(b"Lime, hot."), name="lime.txt", draft="new")
    place("carvers", ana, coordinator=olga)
    shown = writer.post(f"/threads/{thread['id']}/placements", {"community": "carvers"}).json()
    programs = [Program(), Program(somebody(), "read"), writer, Program(olga, "admin")]
    programs[3].post(f"/threads/{thread['id']}/posts", {"body": "@ana, hot."})
    tell_what_happened(actor=SYSTEM)
    told = writer.get("/notifications").json()["items"][0]
    known = {
        "report_id": "1",
        "notification_id": str(told["id"]),
        "slug": "masons",
        "topic": "lime",
        "handle": "ana",
        "key": "new",
        "name": "thanks",
        "thread_id": str(thread["id"]),
        "post_id": str(post["id"]),
        "number": "0",
        "relation": "related",
        "target": str(other["id"]),
        "file_id": str(kept.pk),
        "placement_id": str(shown["id"]),
    }
    return SimpleNamespace(programs=programs, known=known, writer=writer, thread=thread)


def address(operation: Operation, places: dict[str, str]) -> str:
    path = operation.path
    for name in operation.places:
        path = path.replace(f"{{{name}}}", quote(places[name], safe=""))
    return path


def send(program: Program, operation: Operation, path: str, raw: bytes, form: str):
    return program.client.generic(
        operation.method, path, raw, content_type=form, headers=program.head
    )


def assert_told(operation: Operation, answer: Any) -> None:
    """Hold an answer to what the description says of it."""
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        problem = assert_problem(answer, answer.status_code)
        assert not DESCRIPTION.faults(problem, PROBLEM)
    elif answer.status_code == 308:
        assert answer["Location"].startswith("/api/v1/")
    else:
        assert str(answer.status_code) in operation.told["responses"]
        schema = operation.answer(answer.status_code)
        if operation.tells_bytes:
            assert answer["X-Content-Type-Options"] == "nosniff"
        elif schema is None:
            assert answer.content == b""
        else:
            assert not DESCRIPTION.faults(answer.json(), schema)


@st.composite
def requests(draw: st.DrawFn, operation: Operation) -> tuple[dict[str, str], str, bytes, str]:
    """Draw what stands in the path, the query, the body, and the form it is said to be in."""
    odd = st.text(min_size=1, max_size=12) | st.sampled_from(
        ["0", "999999999", "9" * 30, "..", "%"]
    )
    places = {name: draw(odd) for name in operation.places if not draw(st.integers(0, 7))}
    fitting = {name: DESCRIPTION.values(one) for name, one in operation.queries.items()}
    wanted = draw(st.fixed_dictionaries({}, optional=fitting))
    query = urlencode({name: str(value) for name, value in wanted.items() if value is not None})
    if operation.body is None:
        return places, query, b"", "application/json"
    body = draw(DESCRIPTION.values(operation.body) if draw(st.integers(0, 7)) else JUNK)
    raw = json.dumps(body).encode()
    form = "application/json"
    if draw(st.integers(0, 15)) == 0:
        raw, form = draw(st.binary(max_size=20)), draw(st.sampled_from([form, "text/plain"]))
    return places, query, raw, form


def test_everything_promised_is_there():
    offered = {str(one).replace("/api/v1", "") for one in OPERATIONS}
    assert offered >= LEAST


@every_operation
def test_whatever_is_sent_the_answer_is_as_described(town, operation):
    """The same tries each time, so that a run tells the same as the one before."""

    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(request=requests(operation), caller=st.sampled_from([2, 3, 2, 3, 2, 3, 1, 0]))
    def try_it(request, caller):
        places, query, raw, form = request
        chosen = {name: places.get(name) or known for name, known in town.known.items()}
        path = address(operation, chosen) + (query and f"?{query}")
        assert_told(operation, send(town.programs[caller], operation, path, raw, form))

    try_it()


PLAIN = b"""
{"sequence": 1, "level": "following", "question": "Which?", "options": ["a", "b"], "choices": [1]}
"""


@pytest.mark.parametrize("operation", HARMLESS, ids=str)
def test_a_plain_request_is_answered(town, operation):
    raw = PLAIN if operation.body else b""
    program = town.programs[2]
    answer = send(program, operation, address(operation, town.known), raw, "application/json")
    assert answer.status_code == 200
    assert_told(operation, answer)


@every_operation
def test_a_token_is_asked_for_before_anything_is_looked_up(town, operation):
    if not operation.needs_token:
        assert operation.method == "GET"
        return
    nowhere = dict.fromkeys(town.known, "999999")
    for places in (town.known, nowhere):
        path = address(operation, places)
        answer = send(Program(), operation, path, b"{", "application/json")
        assert_problem(answer, 401)
        assert answer["WWW-Authenticate"] == "Bearer"


@every_write
def test_a_reading_token_writes_nothing(town, operation):
    for places in (town.known, dict.fromkeys(town.known, "999999")):
        path = address(operation, places)
        answer = send(town.programs[1], operation, path, b"{}", "application/json")
        assert_problem(answer, 403)


@every_write
def test_bodies_that_cannot_be_taken(town, operation, settings):
    path = address(operation, town.known)
    if operation.body is None:
        return
    for raw in (b"{", b"[]", b'"x"', b"\xff", b'{"a": "\\ud800"}', b"[" * 5000):
        assert_problem(send(town.writer, operation, path, raw, "application/json"), 400)
    for form in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert_problem(send(town.writer, operation, path, b"{}", form), 415)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    raw = json.dumps({"body": "x" * 100}).encode()
    assert_problem(send(town.writer, operation, path, raw, "application/json"), 413)


@pytest.mark.parametrize("path", sorted({one.path for one in OPERATIONS}))
def test_other_methods_are_told_which_there_are(town, path):
    there = {one.method for one in OPERATIONS if one.path == path}
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        if method not in there:
            one = next(one for one in OPERATIONS if one.path == path)
            answer = town.writer.client.generic(
                method, address(one, town.known), headers=town.writer.head
            )
            assert_problem(answer, 405)
            assert set(answer["Allow"].split(", ")) == there


def test_a_cookie_opens_nothing(town):
    from django.test import Client

    from tertulia.core.people.models import Person

    browser = Client()
    browser.force_login(Person.objects.get(handle="ana"))
    assert_problem(browser.get("/api/v1/me"), 401)
    path = f"/api/v1/threads/{town.thread['id']}/posts"
    answer = browser.post(path, {"body": "Forged."}, content_type="application/json")
    assert_problem(answer, 401)


@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once_is_done_once():
    ana = somebody("Ana")
    place("masons", ana)
    program = Program(ana)
    wanted = {"title": "Which lime?", "body": "Hot or cold?"}

    def start(_: int) -> int:
        try:
            mine = Program()
            mine.head = program.head
            path = "/communities/masons/threads"
            return mine.post(path, wanted, idempotency_key="only-once").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(start, range(6))) == {201}
    assert Post.objects.count() == 1
