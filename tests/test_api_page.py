"""The examples in `docs/api.md` do what the page says they do."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.programs import Program, place, somebody

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
SHELL = re.compile(r"```sh\n(.*?)```", re.S)
JSON = re.compile(r"```json\n(.*?)```", re.S)


def examples() -> list[list[str]]:
    """Return the words of each call of curl on the page, in order."""
    text = "\n".join(SHELL.findall(PAGE.read_text(encoding="utf-8"))).replace("\\\n", " ")
    return [shlex.split(line)[1:] for line in text.splitlines() if line.startswith("curl ")]


def run(words: list[str], program: Program):
    """Send what curl would send."""
    method, path, body, headers = "", "", None, {}
    given = iter(words)
    for word in given:
        if word == "-X":
            method = next(given)
        elif word == "-d":
            body = json.loads(next(given))
        elif word == "-H":
            name, _colon, value = next(given).partition(": ")
            headers[name.lower()] = value
        else:
            path = word.removeprefix("$API")
    caller = Program()
    if headers.pop("authorization", "") == "Bearer $TOKEN":
        caller.head = program.head
    assert (headers.pop("content-type", None) == "application/json") is (body is not None)
    return caller.send(method or ("POST" if body else "GET"), path, body, **headers)


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_every_example_works():
    ada = somebody("Ada")
    place("masons", somebody("Ben"), coordinator=ada)
    place("carpenters", coordinator=ada)
    program = Program(ada)
    answers = [(words, run(words, program)) for words in examples()]
    assert len(answers) > 12
    for words, answer in answers:
        assert answer.status_code in (200, 201, 204), (words, answer.content)
    (thread,) = program.all_of("/communities/masons/threads")
    assert thread["title"] == "Which lime for a very damp wall?"
    posts = list(program.all_of(f"/threads/{thread['id']}/posts"))
    assert [post["number"] for post in posts] == [1, 2, 3]
    assert posts[2]["anchor"]["exact"] == "cold"
    (moved,) = program.all_of("/communities/carpenters/threads")
    assert (moved["id"], moved["title"]) == (2, "A wet cellar")
    found = next(answer for words, answer in answers if "search" in words[0])
    assert found.json()["items"][0]["thread"] == thread["id"]


def test_the_problem_that_is_shown_is_one(db):
    program = Program(somebody("Ada"))
    place("masons")
    shown = json.loads(JSON.search(PAGE.read_text(encoding="utf-8"))[1])
    wanted = {"title": "Which lime?", "body": ""}
    told = program.post("/communities/masons/threads", wanted).json()
    assert {**shown, "type": ""} == {**told, "type": ""}
    assert shown["type"].rsplit("#")[1] == told["type"].rsplit("#")[1]
