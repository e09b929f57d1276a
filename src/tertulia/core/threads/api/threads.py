"""The threads of a community, and one of them."""

from typing import Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Query, Router, Schema
from pydantic import BaseModel, ConfigDict, Field

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.queries import community_by_slug
from tertulia.core.threads.actions import (
    close_thread,
    move_to_lane,
    remove_thread,
    reopen_thread,
    resolve_thread,
    restore_thread,
    retitle_thread,
    start_thread,
    unresolve_thread,
)
from tertulia.core.threads.api.shapes import ThreadDetail, ThreadOut, thread_detail, thread_out
from tertulia.core.threads.kinds import default_kind, kind_named
from tertulia.core.threads.queries.closures import closure_of
from tertulia.core.threads.queries.details import fields_of
from tertulia.core.threads.queries.former import thread_now
from tertulia.core.threads.queries.settled import answer_of
from tertulia.core.threads.queries.whole import (
    WholeThread,
    home_of_threads,
    whole_thread,
    whole_threads,
)
from tertulia.core.topics.slugs import topic_slug
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import created_reply, json_reply
from tertulia.kit.api.pages import Moment, Page, PageQuery, page_of
from tertulia.kit.api.places import ROOT, Id, Name
from tertulia.kit.web.refusals import NotHere

router = Router(tags=["threads"])


class ThreadsQuery(PageQuery):
    """Which threads are wanted."""

    kind: str = Field("", max_length=100)
    status: Literal["open", "answered", "resolved", "closed"] | None = None
    author: str = Field("", max_length=100, description="A handle. Nobody is found by an alias.")
    topic: str = Field("", max_length=100, description="The name of a topic.")
    lane: Literal["workbench", "lounge"] | None = None
    since: Moment | None = Field(None, description="Only those with a post since then.")


class ThreadIn(BaseModel):
    """A thread to be started. A kind may have further fields of its own."""

    model_config = ConfigDict(extra="allow")  # which a Schema of ninja's would lose

    kind: str | None = Field(None, description="What it is; without it, a discussion.")
    title: str = Field(description="One line of at most 200 characters.")
    body: str = Field(description="Markdown.")
    topics: list[str] = Field([], description="At most eight names.")
    lane: Literal["workbench", "lounge"] | None = None


class ThreadChange(Schema):
    """What is to be different; what is left out, or null, stays as it is."""

    title: str | None = None
    topics: list[str] | None = None
    status: Literal["open", "resolved", "closed"] | None = Field(
        None, description="Resolved: for who began it and moderators; closed: for moderators."
    )
    lane: Literal["workbench", "lounge"] | None = None
    reason: str = Field("", description="Why it is closed; everybody reads it.")


class Why(Schema):
    """The reason of a removal."""

    reason: str = Field("", max_length=2_000, description="For the author and the moderators.")


@router.get(
    "/communities/{slug}/threads", response=Page[ThreadOut], auth=anyone, summary="List threads"
)
def list_threads(request: HttpRequest, slug: Name, query: Query[ThreadsQuery]) -> HttpResponse:
    """Return the threads of a community that the caller sees, the liveliest first.

    With those that it shows though they are at home elsewhere: `community` names the home.
    """
    home = home_of_threads(request.actor, slug)
    if home is None:
        raise NotHere
    found = whole_threads(
        request.actor,
        home[0],
        with_placed=home[1] > 0,
        lane=query.lane or "",
        kind=query.kind,
        status=query.status or "",
        topic=topic_slug(query.topic) if query.topic else "",
        author=query.author.removeprefix("@"),
        since=query.since,
        before=query.after_moment(),
        limit=query.limit + 1,
    )
    page = page_of(found, query.limit, lambda row: (row.last_post_at, row.id))
    page["items"] = [thread_out(row) for row in page["items"]]
    return json_reply(page)


@router.post("/communities/{slug}/threads", response={201: ThreadDetail}, summary="Start a thread")
def start(request: HttpRequest, slug: Name, wanted: ThreadIn) -> HttpResponse:
    """Start a thread with its first post. Where joining is open, this makes one a member."""
    home = community_by_slug(request.actor, slug)
    if home is None:
        raise NotHere
    post = start_thread(
        actor=request.actor,
        community=home,
        kind=wanted.kind or default_kind().name,
        title=wanted.title,
        source=wanted.body,
        topics=wanted.topics,
        lane=wanted.lane or "",
        fields=wanted.model_extra,
    )
    shown = detail_of_thread(request.actor, post.thread_id)
    return created_reply(shown, f"{ROOT}/threads/{post.thread_id}")


@router.get("/threads/{thread_id}", response=ThreadDetail, auth=anyone, summary="Read a thread")
def read_thread(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Return a thread. Where it was merged into another, this leads to that one."""
    target = thread_now(request.actor, thread_id)
    if target is not None:
        return HttpResponsePermanentRedirect(f"{ROOT}/threads/{target}", preserve_request=True)
    return json_reply(detail_of_thread(request.actor, thread_id))


@router.patch("/threads/{thread_id}", response=ThreadDetail, summary="Change a thread")
def change_thread(request: HttpRequest, thread_id: Id, wanted: ThreadChange) -> HttpResponse:
    """Change title, topics and lane; settle or close the thread, or open it again."""
    actor = request.actor
    it = _thread(actor, thread_id)
    with transaction.atomic():
        if wanted.title is not None or wanted.topics is not None:
            title = it.title if wanted.title is None else wanted.title
            retitle_thread(actor=actor, thread_id=it.id, title=title, topics=wanted.topics)
        if wanted.lane is not None:
            move_to_lane(actor=actor, thread_id=it.id, lane=wanted.lane)
        if wanted.status == "closed":
            close_thread(actor=actor, thread_id=it.id, reason=wanted.reason)
        if wanted.status == "resolved":
            resolve_thread(actor=actor, thread_id=it.id)
        if wanted.status == "open":
            open_again = unresolve_thread if it.status == "resolved" else reopen_thread
            open_again(actor=actor, thread_id=it.id)
    return json_reply(detail_of_thread(actor, thread_id))


@router.delete("/threads/{thread_id}", response={204: None}, summary="Remove a thread")
def remove(request: HttpRequest, thread_id: Id, why: Query[Why]) -> HttpResponse:
    """Hide a thread; its author and the moderators still see it."""
    remove_thread(actor=request.actor, thread_id=thread_id, reason=why.reason)
    return HttpResponse(status=204)


@router.put(
    "/threads/{thread_id}/restoration", response=ThreadDetail, summary="Bring a thread back"
)
def restore(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Bring a hidden thread back."""
    restore_thread(actor=request.actor, thread_id=thread_id)
    return json_reply(detail_of_thread(request.actor, thread_id))


def _thread(actor: Actor, thread_id: int) -> WholeThread:
    it = whole_thread(actor, thread_id)
    if it is None:
        raise NotHere
    return it


def detail_of_thread(actor: Actor, thread_id: int) -> ThreadDetail:
    """Return one thread as this reader sees it; raise NotHere where they do not."""
    it = _thread(actor, thread_id)
    closure = closure_of(it.id) if it.status == "closed" else None
    fields = fields_of(kind_named(it.kind), [it.id]).get(it.id, {})
    kind = kind_named(it.kind)
    answer = answer_of(it.id) if kind and kind.accepts_answers else None
    return thread_detail(it, closure.reason if closure else None, answer, fields)
