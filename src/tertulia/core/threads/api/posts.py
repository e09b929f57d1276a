"""The posts of a thread, and one of them."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router, Schema
from pydantic import Field, model_validator

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions import (
    AnchorGiven,
    edit_post,
    end_wiki,
    open_wiki,
    remove_post,
    reply,
    restore_post,
    roll_back_post,
)
from tertulia.core.threads.api.shapes import PostOut, RevisionOut, byline_out, post_out
from tertulia.core.threads.api.threads import Why
from tertulia.core.threads.queries import thread_facts
from tertulia.core.threads.queries.histories import states_seen
from tertulia.core.threads.queries.whole import whole_post, whole_posts
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import created_reply, json_reply
from tertulia.kit.api.pages import Page, PageQuery, page_of
from tertulia.kit.api.places import ROOT, Id
from tertulia.kit.web.refusals import NotHere

router = Router(tags=["posts"])

Number = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
Place = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]
State = Annotated[int, Path(ge=0, le=2**31 - 1)]
Seconds = Annotated[float, Field(ge=0, le=10_000_000)]


class AnchorIn(Schema):
    """The place a post speaks about: words of post `number`, or seconds of its recording.

    `paragraph` (its id in the html) and `start` tell which, where the same words stand twice.
    """

    number: Number = 1
    exact: str = Field("", max_length=10_000)
    paragraph: str = Field("", max_length=40)
    start: Place | None = None
    seconds_from: Seconds | None = None
    seconds_to: Seconds | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "AnchorIn":
        if self.seconds_to is not None and self.seconds_to < (self.seconds_from or 0):
            raise ValueError(_("A place in a recording ends after it begins."))
        return self


class PostIn(Schema):
    """A reply: to the thread, to a post, or to a place in one."""

    body: str = Field(description="Markdown.")
    reply_to: Number | None = Field(None, description="The number of the post it answers.")
    anchor: AnchorIn | None = None


class PostChange(Schema):
    """Other words. `revision` is the one they were made from: 409 if it is no longer the last."""

    body: str | None = None
    revision: Place | None = None


@router.get("/threads/{thread_id}/posts", response=Page[PostOut], auth=anyone, summary="List posts")
def list_posts(request: HttpRequest, thread_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """Return the posts of a thread by their number."""
    thread = thread_facts(request.actor, thread_id)
    if thread is None:
        raise NotHere
    rows = whole_posts(request.actor, thread, after=query.after_number(), limit=query.limit + 1)
    page = page_of(rows, query.limit, lambda row: (row.number,))
    page["items"] = [post_out(row) for row in page["items"]]
    return json_reply(page)


@router.post("/threads/{thread_id}/posts", response={201: PostOut}, summary="Reply")
def write_reply(request: HttpRequest, thread_id: Id, wanted: PostIn) -> HttpResponse:
    """Reply. Where joining is open, this makes one a member of the community."""
    post = reply(
        actor=request.actor,
        thread_id=thread_id,
        source=wanted.body,
        reply_to=wanted.reply_to,
        anchor=AnchorGiven(**wanted.anchor.model_dump()) if wanted.anchor else None,
    )
    return created_reply(_shown(request.actor, post.id), f"{ROOT}/posts/{post.id}")


@router.get("/posts/{post_id}", response=PostOut, auth=anyone, summary="Read a post")
def read_post(request: HttpRequest, post_id: Id) -> HttpResponse:
    """Return a post. Its author and moderators read it also when it was removed."""
    return json_reply(_shown(request.actor, post_id))


@router.patch("/posts/{post_id}", response=PostOut, summary="Change a post")
def change_post(request: HttpRequest, post_id: Id, wanted: PostChange) -> HttpResponse:
    """Give a post other words; what it said before is kept."""
    if wanted.body is not None:
        edit_post(
            actor=request.actor, post_id=post_id, source=wanted.body, revision=wanted.revision
        )
    return json_reply(_shown(request.actor, post_id))


@router.delete("/posts/{post_id}", response={204: None}, summary="Remove a post")
def hide_post(request: HttpRequest, post_id: Id, why: Query[Why]) -> HttpResponse:
    """Hide a post behind a tombstone. Post 1 goes with its thread."""
    remove_post(actor=request.actor, post_id=post_id, reason=why.reason)
    return HttpResponse(status=204)


@router.put("/posts/{post_id}/restoration", response=PostOut, summary="Bring a post back")
def bring_post_back(request: HttpRequest, post_id: Id) -> HttpResponse:
    """Bring a hidden post back."""
    restore_post(actor=request.actor, post_id=post_id)
    return json_reply(_shown(request.actor, post_id))


@router.get(
    "/posts/{post_id}/revisions",
    response=Page[RevisionOut],
    auth=anyone,
    summary="List what a post said",
)
def list_revisions(request: HttpRequest, post_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """Return every state of a post whose words the caller sees, the newest first."""
    states = states_seen(request.actor, post_id)
    if states is None:
        raise NotHere
    before = query.after_number(len(states))
    rows = [state for state in states if state.number < before][: query.limit + 1]
    page = page_of(rows, query.limit, lambda row: (row.number,))
    page["items"] = [
        RevisionOut(row.number, row.written_at, byline_out(row.by), row.source)
        for row in page["items"]
    ]
    return json_reply(page)


class Back(Schema):
    """The `revision` of the post that the caller knows: 409 if it is no longer the last."""

    revision: Place | None = None


@router.put(
    "/posts/{post_id}/revisions/{number}/restoration",
    response=PostOut,
    summary="Let a post say again what it said",
)
def roll_back(request: HttpRequest, post_id: Id, number: State, wanted: Back) -> HttpResponse:
    """Make the words of a former state a new revision, for whoever may edit the post."""
    roll_back_post(actor=request.actor, post_id=post_id, number=number, revision=wanted.revision)
    return json_reply(_shown(request.actor, post_id))


@router.put("/posts/{post_id}/wiki", response=PostOut, summary="Make it a wiki post")
def open_for_all(request: HttpRequest, post_id: Id) -> HttpResponse:
    """Let whoever may reply there edit the post; for its author and moderators."""
    open_wiki(actor=request.actor, post_id=post_id)
    return json_reply(_shown(request.actor, post_id))


@router.delete("/posts/{post_id}/wiki", response=PostOut, summary="Make it no wiki post")
def leave_to_author(request: HttpRequest, post_id: Id) -> HttpResponse:
    """Leave the post to its author alone again; for its author and moderators."""
    end_wiki(actor=request.actor, post_id=post_id)
    return json_reply(_shown(request.actor, post_id))


def _shown(actor: Actor, post_id: int) -> PostOut:
    it = whole_post(actor, post_id)
    if it is None:
        raise NotHere
    return post_out(it)
