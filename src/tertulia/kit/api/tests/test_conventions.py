"""What every operation has in common: the door, the errors, the pages."""

import pytest

from tertulia.kit.api.pages import cursor_of, key_of
from tertulia.kit.api.tests.conftest import Program
from tertulia.kit.web.refusals import Refused


def assert_problem(response, status, kind):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"].endswith(f"/api/v1/docs#problem-{kind}")
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.mark.parametrize("head", ["", "Bearer", "Bearer ", "Bearer nobody", "Basic ana"])
def test_without_a_valid_token_nothing_is_looked_up(program, head):
    program.head = {"authorization": head} if head else {}
    for answer in (program.post("/notes", raw=b"{not json"), program.get("/refusals/here")):
        assert_problem(answer, 401, "sign-in-first")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_what_is_for_anyone_needs_no_token_but_a_wrong_one_is_refused(program):
    assert Program("").get("/notes").status_code == 200
    assert_problem(Program("nobody").get("/notes"), 401, "sign-in-first")


def test_a_reading_token_does_not_write(program):
    reader = Program("reader")
    assert reader.get("/notes").status_code == 200
    assert_problem(reader.post("/notes", {"title": "one"}), 403, "not-allowed")


@pytest.mark.parametrize(
    ("word", "status", "kind"),
    [
        ("allowed", 403, "not-allowed"),
        ("here", 404, "not-here"),
        ("absent", 404, "not-here"),
        ("conflict", 409, "conflict"),
        ("large", 413, "too-large"),
        ("many", 429, "too-many"),
    ],
)
def test_a_refusal_keeps_its_status(program, word, status, kind):
    answer = program.get(f"/refusals/{word}")
    assert_problem(answer, status, kind)
    assert answer.headers.get("Retry-After") == ("7" if word == "many" else None)


def test_fields_that_do_not_fit_are_named(program):
    problem = assert_problem(program.post("/notes", {"title": "x", "stars": "a"}), 422, "invalid")
    assert problem["errors"][0] == {
        "field": "title",
        "pointer": "#/title",
        "detail": "At least 2 characters.",
    }
    assert [error["field"] for error in problem["errors"]] == ["title", "stars"]
    problem = assert_problem(program.post("/notes", {}), 422, "invalid")
    assert problem["errors"][0]["detail"] == "This is needed."


def test_a_refused_field_is_named(program):
    problem = assert_problem(program.post("/notes", {"title": "refuse"}), 422, "refused")
    assert problem["detail"] == "Not that title."
    assert problem["errors"] == [
        {"field": "title", "pointer": "#/title", "detail": "Not that title."}
    ]


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b'"x"', b"\xff\xfe{}", b'{"title": "\\ud800x"}', b"{'title': 1}"]
)
def test_what_is_no_json_object_is_unreadable(program, raw):
    assert_problem(program.post("/notes", raw=raw), 400, "unreadable")


def test_nul_is_refused_and_what_looks_like_it_is_not(program, notes_table):
    assert_problem(program.post("/notes", raw=b'{"title": "a\\u0000b"}'), 422, "refused")
    assert_problem(program.get("/notes?cursor=%00"), 422, "refused")
    answer = program.post("/notes", raw=b'{"title": "a\\\\u0000b"}')
    assert answer.json()["title"] == "a\\u0000b"


def test_other_bodies_methods_and_addresses(program, settings):
    assert_problem(
        program.post("/notes", raw=b"title=a", form="text/plain"), 415, "wrong-media-type"
    )
    answer = program.send("DELETE", "/notes")
    assert_problem(answer, 405, "wrong-method")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}
    assert_problem(program.get("/nowhere/at/all"), 404, "not-here")
    assert_problem(program.get("/notes/many"), 404, "not-here")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert_problem(program.post("/notes", {"title": "x" * 200}), 413, "too-large")


def test_head_is_answered_like_get(program):
    assert program.send("HEAD", "/notes").status_code == 200


def test_our_mistake_tells_nothing(program, caplog):
    problem = assert_problem(program.get("/notes/99"), 500, "our-mistake")
    assert "IndexError" not in str(problem)
    assert "IndexError" in caplog.text


def test_too_many_calls(program, settings):
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"limits": "api=2/minute"})
    assert program.get("/notes").status_code == program.get("/notes").status_code == 200
    answer = program.get("/notes")
    assert_problem(answer, 429, "too-many")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert Program("bea").get("/notes").status_code == 200


def test_pages_follow_one_another_without_gap_or_double(program):
    seen, cursor = [], ""
    while cursor is not None:
        page = program.get(f"/notes?limit=3{cursor and '&cursor=' + cursor}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert seen == list(range(9, -1, -1))
    assert page["items"][-1]["created"] == "2030-01-01T12:00:00Z"


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=" + "a" * 501])
def test_a_page_query_out_of_bounds_is_named(program, query):
    problem = assert_problem(program.get(f"/notes?{query}"), 422, "invalid")
    assert problem["errors"][0]["field"] == query.split("=")[0]


@pytest.mark.parametrize(
    "cursor",
    ["x", "%%%", "ñ", cursor_of((1,)), cursor_of((1, "a")), cursor_of(("a", 1)), "bnVsbA", ""],
)
def test_a_cursor_of_something_else_is_refused(cursor):
    import datetime

    with pytest.raises(Refused) as refusal:
        key_of(cursor, datetime.datetime, int)
    assert refusal.value.field == "cursor"


def test_numbers_beyond_the_database_are_no_cursor():
    with pytest.raises(Refused):
        key_of(cursor_of((2**63,)), int)
