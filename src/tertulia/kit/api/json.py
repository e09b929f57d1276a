"""JSON in and out."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

MEDIA_TYPE = "application/json"
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC | orjson.OPT_NON_STR_KEYS


def _plain(value: object) -> object:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def dumps(data: Any) -> bytes:
    """Return `data` as JSON; times in UTC end in `Z`."""
    return orjson.dumps(data, default=_plain, option=_OPTIONS)


def json_reply(data: Any, status: int = 200) -> HttpResponse:
    """Return a response past the schema's validation: for the hottest reads."""
    return HttpResponse(dumps(data), status=status, content_type=MEDIA_TYPE)


class Renderer(BaseRenderer):
    media_type = MEDIA_TYPE

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return dumps(data)


class ObjectParser(Parser):
    """Bodies are JSON objects in UTF-8; anything else is answered with 400."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body = orjson.loads(request.body)
        if not isinstance(body, dict):
            raise ValueError("not an object")
        return body


def created_reply(data: Any, address: str) -> HttpResponse:
    """Return the answer to a write that made something, with where it can be read from now on."""
    reply = json_reply(data, 201)
    reply["Location"] = address
    return reply
