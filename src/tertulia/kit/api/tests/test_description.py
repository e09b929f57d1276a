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


def test_values_are_said_in_words():
    assert words({"anyOf": [{"type": "string"}, {"type": "null"}]}) == "string or null"
    assert (
        words({"type": "array", "items": {"$ref": "#/components/schemas/Post"}}) == "list of Post"
    )
    assert words({"type": "integer", "minimum": 1, "maximum": 100}) == "integer 1-100"
    assert words({"enum": ["open", "closed"]}) == "open | closed"
