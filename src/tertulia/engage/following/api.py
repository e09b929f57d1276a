"""How far the caller has read."""

from dataclasses import dataclass
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tertulia.engage.following.actions import mark_read
from tertulia.engage.following.queries import read_number
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.places import Id

router = Router(tags=["reading"])
LAST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ReadOut:
    """The number of the last post that was read; 0 when none was."""

    number: int


class ReadIn(Schema):
    """How far; without a number, to the end."""

    number: Annotated[int, Field(strict=True, ge=0, le=LAST)] | None = None


@router.get("/threads/{thread_id}/read", response=ReadOut, summary="How far have I read")
def read_mark(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Return how far the caller has read a thread."""
    return json_reply(ReadOut(read_number(request.actor, thread_id)))


@router.put("/threads/{thread_id}/read", response=ReadOut, summary="Mark as read")
def set_read_mark(request: HttpRequest, thread_id: Id, upto: ReadIn | None = None) -> HttpResponse:
    """Remember how far the caller has read; the mark never goes back."""
    number = LAST if upto is None or upto.number is None else upto.number
    mark_read(actor=request.actor, thread=thread_id, number=number)
    return json_reply(ReadOut(read_number(request.actor, thread_id)))
