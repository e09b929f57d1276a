"""The readable description, drawn by us: no other host, no script."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from tertulia.kit.api.openapi import operations
from tertulia.kit.api.problems import KINDS

Schema = Mapping[str, Any]
_PAGE = re.compile(r"Page_(\w+)_")
_REFERENCE = re.compile(r"#/components/schemas/(\w+)")


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    place: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    about: str
    kind: str


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    tag: str
    method: str
    path: str
    summary: str
    about: str
    needs_token: bool
    fields: list[Field]
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    about: str
    fields: list[Field]


class DocsPage(DocsBase):
    """Renders `api/docs.html` from the OpenAPI description."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema(path_params=kwargs)
        found = sorted(_operations(schema), key=lambda one: one.tag)
        context = {
            "schema_url": self.get_openapi_url(api, kwargs),
            "about": api.description,
            "groups": [(tag, list(ones)) for tag, ones in groupby(found, lambda one: one.tag)],
            "shapes": _shapes(schema),
            "problems": KINDS,
        }
        return render(request, "api/docs.html", context)


def _operations(schema: Schema) -> list[Operation]:
    return [
        Operation(
            id=one["operationId"],
            tag=(one.get("tags") or ["general"])[0],
            method=method.upper(),
            path=path,
            summary=one.get("summary", ""),
            about=one.get("description", ""),
            needs_token="security" in one,
            fields=_parameters(one) + _body(one, schema),
            answers=_answers(one),
        )
        for method, path, one in operations(schema)  # type: ignore[arg-type]
    ]


def _parameters(operation: Schema) -> list[Field]:
    return [
        Field(
            parameter["name"],
            parameter["in"],
            words(parameter["schema"]),
            parameter["required"],
            parameter.get("description", ""),
        )
        for parameter in operation["parameters"]
        if parameter["in"] != "header"
    ]


def _body(operation: Schema, schema: Schema) -> list[Field]:
    content = operation.get("requestBody", {}).get("content", {})
    return [
        field for media in content.values() for field in _fields(media["schema"], schema, "body")
    ]


def _answers(operation: Schema) -> list[Answer]:
    return [
        Answer(str(status), one["description"], _content(one))
        for status, one in operation["responses"].items()
        if "description" in one
    ]


def _content(answer: Schema) -> str:
    return " or ".join(words(media["schema"]) for media in answer.get("content", {}).values())


def _shapes(schema: Schema) -> list[Shape]:
    """Return what answers and bodies refer to; pages are explained once, at the top."""
    used = set(_REFERENCE.findall(str(schema)))
    return [
        Shape(name, shape.get("description", ""), _fields(shape, schema, ""))
        for name, shape in sorted(schema["components"]["schemas"].items())
        if name in used and not _PAGE.fullmatch(name)
    ]


def _fields(shape: Schema, schema: Schema, place: str) -> list[Field]:
    if "$ref" in shape:
        shape = schema["components"]["schemas"][_name(shape["$ref"])]
    required = shape.get("required", ())
    return [
        Field(name, place, words(one), name in required, one.get("description", ""))
        for name, one in shape.get("properties", {}).items()
    ]


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def words(shape: Schema) -> str:
    """Say in a few words what a value may be: `string or null`, `list of Post`, `1-100`."""
    if "$ref" in shape:
        return _PAGE.sub(r"page of \1", _name(shape["$ref"]))
    for several in ("anyOf", "oneOf", "allOf"):
        if several in shape:
            return " or ".join(words(one) for one in shape[several])
    if "enum" in shape:
        return " | ".join(str(one) for one in shape["enum"])
    if "const" in shape:
        return str(shape["const"])
    kind = str(shape.get("type", "anything"))
    if kind == "array":
        return f"list of {words(shape.get('items', {}))}"
    if "minimum" in shape and "maximum" in shape:
        return f"{kind} {shape['minimum']}-{shape['maximum']}"
    return f"{kind} ({shape['format']})" if "format" in shape else kind
