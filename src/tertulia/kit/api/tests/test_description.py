"""The OpenAPI description, and the page made from it."""

import re

from tertulia.kit.api.docs import words


def test_the_description_is_complete(program):
    schema = program.get("/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    write = schema["paths"]["/api/v1/notes"]["post"]
    assert write["security"] == [{"Bearer": []}]
    assert "Idempotency-Key" in {one["name"] for one in write["parameters"]}
    read = schema["paths"]["/api/v1/notes"]["get"]
    assert "security" not in read
    assert {one["name"] for one in read["parameters"]} == {"limit", "cursor"}
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["responses"]["default"]["$ref"] == "#/components/responses/Problem"
    for reference in re.findall(r'"#/components/([^"]+)"', program.get("/openapi.json").text):
        section, name = reference.split("/")
        assert name in schema["components"][section]


def test_the_page_for_people_says_the_same_and_needs_no_other_host(program):
    page = program.get("/docs")
    assert page.status_code == 200
    for said in (
        "/api/v1/notes/{number}",
        "page of Note",
        "A note, and when it was made.",
        "created",
    ):
        assert said in page.text
    assert 'id="problem-too-many"' in page.text
    assert "PageQuery" not in page.text
    assert not re.search(r"(src|href)=\"(https?:)?//", page.text)
    assert "<style" not in page.text
    assert " style=" not in page.text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page.text)


def test_the_root_leads_to_the_page(program):
    assert program.get("/")["Location"] == "/api/v1/docs"


def test_values_are_said_in_words():
    assert words({"anyOf": [{"type": "string"}, {"type": "null"}]}) == "string or null"
    assert (
        words({"type": "array", "items": {"$ref": "#/components/schemas/Post"}}) == "list of Post"
    )
    assert words({"type": "integer", "minimum": 1, "maximum": 100}) == "integer 1-100"
    assert words({"$ref": "#/components/schemas/Page_Note_"}) == "page of Note"
    assert words({"enum": ["open", "closed"]}) == "open | closed"
