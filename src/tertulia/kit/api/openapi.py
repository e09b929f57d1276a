"""What holds for every operation, added to the OpenAPI description once."""

from collections.abc import Iterator
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from tertulia.kit.api.problems import MEDIA_TYPE

_METHODS = ("get", "post", "put", "patch", "delete")
_PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457 problem details.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "pointer", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "pointer": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_PROBLEM_RESPONSE = {
    "description": "Why it was not done",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Any name of yours for this one request. Sent again within 24 hours, the"
    " request is not done again: the first answer is repeated.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and operation for everything described."""
    for path, methods in schema["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield method, path, methods[method]


def add_conventions(schema: OpenAPISchema) -> OpenAPISchema:
    """Describe problems, and the key that writes may carry; return the same schema."""
    schema["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
    schema["components"]["responses"] = {"Problem": _PROBLEM_RESPONSE}
    for method, _path, operation in operations(schema):
        operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
        named = {parameter["name"] for parameter in operation["parameters"]}
        if method != "get" and _KEY["name"] not in named:
            operation["parameters"].append(_KEY)
    return schema
