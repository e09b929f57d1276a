"""One's own bookmarks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from tertulia.core.activity.actors import Actor
from tertulia.engage.bookmarks.actions import MAX_NOTE, drop_bookmark, keep_bookmark
from tertulia.engage.bookmarks.queries import BookmarkRow, own_bookmark, own_bookmarks
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.pages import Page, PageQuery, page_of
from tertulia.kit.api.places import Id
from tertulia.kit.web.refusals import NotHere

router = Router(tags=["bookmarks"])


@dataclass(frozen=True, slots=True)
class BookmarkOut:
    """A bookmark of a thread, or of one of its posts."""

    id: int
    thread: int
    post: int | None
    number: int | None
    title: str
    url: str
    note: str
    remind_at: datetime | None
    reminded_at: datetime | None
    created_at: datetime


class BookmarkIn(Schema):
    """A note for oneself, and when to be reminded."""

    note: str = Field("", max_length=MAX_NOTE)
    remind_at: Annotated[AwareDatetime, Field(description="RFC 3339.")] | None = None


class BookmarkQuery(PageQuery):
    """Which bookmarks: all, those whose reminder has come, those with a reminder."""

    only: Literal["all", "due", "reminders"] = "all"


@router.get("/bookmarks", response=Page[BookmarkOut], summary="List my bookmarks")
def list_bookmarks(request: HttpRequest, query: Query[BookmarkQuery]) -> HttpResponse:
    """Return the caller's bookmarks of what they still see, the newest first."""
    before = query.after_number() or None
    rows = own_bookmarks(request.actor, only=query.only, before=before, limit=query.limit + 1)
    page = page_of(rows, query.limit, lambda row: (row.id,))
    page["items"] = [_out(row) for row in page["items"]]
    return json_reply(page)


@router.put("/posts/{post_id}/bookmark", response=BookmarkOut, summary="Bookmark a post")
def bookmark_post(
    request: HttpRequest, post_id: Id, wanted: BookmarkIn | None = None
) -> HttpResponse:
    """Bookmark a post; doing it again changes note and reminder."""
    keep_bookmark(actor=request.actor, post_id=post_id, **_given(wanted))
    return json_reply(_shown(request.actor, post_id=post_id))


@router.delete("/posts/{post_id}/bookmark", response={204: None}, summary="Drop a bookmark")
def unmark_post(request: HttpRequest, post_id: Id) -> HttpResponse:
    """Let go of the bookmark of a post."""
    drop_bookmark(actor=request.actor, post_id=post_id)
    return HttpResponse(status=204)


@router.put("/threads/{thread_id}/bookmark", response=BookmarkOut, summary="Bookmark a thread")
def bookmark_thread(
    request: HttpRequest, thread_id: Id, wanted: BookmarkIn | None = None
) -> HttpResponse:
    """Bookmark a thread; doing it again changes note and reminder."""
    keep_bookmark(actor=request.actor, thread_id=thread_id, **_given(wanted))
    return json_reply(_shown(request.actor, thread_id=thread_id))


@router.delete("/threads/{thread_id}/bookmark", response={204: None}, summary="Drop a bookmark")
def unmark_thread(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Let go of the bookmark of a thread."""
    drop_bookmark(actor=request.actor, thread_id=thread_id)
    return HttpResponse(status=204)


def _given(wanted: BookmarkIn | None) -> dict:
    return wanted.model_dump() if wanted else {}


def _shown(actor: Actor, *, post_id: int | None = None, thread_id: int | None = None) -> object:
    row = own_bookmark(actor, post_id=post_id, thread_id=thread_id)
    if row is None:
        raise NotHere
    return _out(row)


def _out(row: BookmarkRow) -> BookmarkOut:
    return BookmarkOut(
        id=row.id,
        thread=row.thread_id,
        post=row.post_id,
        number=row.number,
        title=row.title,
        url=row.address,
        note=row.note,
        remind_at=row.remind_at,
        reminded_at=row.reminded_at,
        created_at=row.created_at,
    )
