"""Where threads stand: moved to another community, split, merged."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from tertulia.core.communities.queries import community_by_slug
from tertulia.core.threads.actions import (
    merge_threads,
    move_thread,
    pin_thread,
    split_thread,
    unpin_thread,
)
from tertulia.core.threads.api.shapes import ThreadDetail
from tertulia.core.threads.api.threads import detail_of_thread
from tertulia.core.threads.queries import thread_facts
from tertulia.kit.api.json import created_reply, json_reply
from tertulia.kit.api.pages import Moment
from tertulia.kit.api.places import LARGEST, ROOT, Id
from tertulia.kit.web.refusals import NotHere, Refused

router = Router(tags=["threads"])
Number = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]


class MoveIn(Schema):
    """Where a thread goes."""

    community: str = Field(max_length=100, description="The slug of the community.")


class SplitIn(Schema):
    """The posts that go into a thread of their own."""

    numbers: list[Number] = Field(max_length=5_000, description="Their numbers; not 1.")
    title: str


class MergeIn(Schema):
    """The thread that takes in the other's posts."""

    into: int = Field(strict=True, ge=1, le=LARGEST)


class PinIn(Schema):
    """How long a thread stands first."""

    until: Moment | None = Field(None, description="Without it, until somebody takes it down.")


@router.put("/threads/{thread_id}/pin", response=ThreadDetail, summary="Pin a thread")
def pin(request: HttpRequest, thread_id: Id, wanted: PinIn) -> HttpResponse:
    """Put a thread first in the list of its community, for moderators."""
    pin_thread(actor=request.actor, thread_id=thread_id, until=wanted.until)
    return json_reply(detail_of_thread(request.actor, thread_id))


@router.delete("/threads/{thread_id}/pin", response={204: None}, summary="Unpin a thread")
def unpin(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Let a thread stand where its last post puts it, for moderators."""
    unpin_thread(actor=request.actor, thread_id=thread_id)
    return HttpResponse(status=204)


@router.post("/threads/{thread_id}/move", response=ThreadDetail, summary="Move a thread")
def move(request: HttpRequest, thread_id: Id, wanted: MoveIn) -> HttpResponse:
    """Give a thread another home, for moderators of both; its rules hold from then on."""
    if thread_facts(request.actor, thread_id) is None:
        raise NotHere
    community = community_by_slug(request.actor, wanted.community)
    if community is None:
        raise Refused(_("There is no such community here."), "community")
    move_thread(actor=request.actor, thread_id=thread_id, community=community)
    return json_reply(detail_of_thread(request.actor, thread_id))


@router.post("/threads/{thread_id}/split", response={201: ThreadDetail}, summary="Split a thread")
def split(request: HttpRequest, thread_id: Id, wanted: SplitIn) -> HttpResponse:
    """Make a thread of some posts of another. Former addresses lead to where they are now."""
    post = split_thread(
        actor=request.actor, thread_id=thread_id, numbers=wanted.numbers, title=wanted.title
    )
    made = detail_of_thread(request.actor, post.thread_id)
    return created_reply(made, f"{ROOT}/threads/{post.thread_id}")


@router.post("/threads/{thread_id}/merge", response=ThreadDetail, summary="Merge two threads")
def merge(request: HttpRequest, thread_id: Id, wanted: MergeIn) -> HttpResponse:
    """Put the posts of a thread into another of its community; return that one."""
    merge_threads(actor=request.actor, thread_id=thread_id, into=wanted.into)
    return json_reply(detail_of_thread(request.actor, wanted.into))
