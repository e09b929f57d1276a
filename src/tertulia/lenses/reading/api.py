"""What the caller has not read yet, for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema

from tertulia.engage.following.actions import catch_up
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.pages import Moment, Page, PageQuery, page_of
from tertulia.kit.web.refusals import SignInFirst
from tertulia.lenses.reading.catching_up import caught, counts_in_views, threads_in_view
from tertulia.lenses.reading.list_page import ListedThread

router = Router(tags=["reading"])
View = Literal["for-you", "new", "unread", "following", "unanswered", "yours"]


@dataclass(frozen=True, slots=True)
class CaughtOut:
    """A thread in one of the views. `new_count` is how many numbers follow the read mark."""

    thread: int
    kind: str
    title: str
    status: str
    read_number: int
    last_number: int
    new_count: int
    last_post_at: datetime
    path: str


@dataclass(frozen=True, slots=True)
class CountsOut:
    """How many threads wait, a hundred at most."""

    for_you: int
    new: int
    unread: int


class CatchUpQuery(PageQuery):
    """Which threads are wanted."""

    view: View = "for-you"


class CatchUpIn(Schema):
    """Until when everything counts as read (now, if not given), and in which view (all)."""

    upto: Moment | None = None
    view: View | None = None


def _out(one: ListedThread) -> CaughtOut:
    it = one.row
    return CaughtOut(
        thread=it.id,
        kind=it.kind,
        title=it.title,
        status=it.status,
        read_number=one.read_number,
        last_number=it.last_number,
        new_count=one.new_count,
        last_post_at=it.last_at,
        path=f"/t/{it.id}/{it.slug}",
    )


def _counts(request: HttpRequest) -> HttpResponse:
    counts = counts_in_views(request.actor)
    return json_reply(CountsOut(counts["for-you"], counts["new"], counts["unread"]))


@router.get("/catch-up", response=Page[CaughtOut], summary="What have I not read")
def list_caught(request: HttpRequest, query: Annotated[CatchUpQuery, Query()]) -> HttpResponse:
    """Return the threads of a view, the liveliest first."""
    if not request.actor.signed_in:
        raise SignInFirst
    rows = caught(request.actor, query.view, before=query.after_moment(), limit=query.limit + 1)
    found: dict[str, Any] = page_of(rows, query.limit, lambda one: (one.row.last_at, one.row.id))
    return json_reply({**found, "items": [_out(one) for one in found["items"]]})


@router.get("/catch-up/counts", response=CountsOut, summary="How much have I not read")
def read_counts(request: HttpRequest) -> HttpResponse:
    """Return how many threads wait in the views that are counted."""
    return _counts(request)


@router.put("/catch-up/read", response=CountsOut, summary="Mark all as read")
def set_caught_up(request: HttpRequest, wanted: CatchUpIn | None = None) -> HttpResponse:
    """Count everything until a moment as read, everywhere or in one view."""
    name = wanted.view if wanted else None
    upto = (wanted.upto if wanted else None) or timezone.now()
    narrow = None
    if name is not None and name != "new":
        narrow = threads_in_view(request.actor, name).values("pk")
    catch_up(actor=request.actor, upto=upto, threads=narrow)
    return _counts(request)
