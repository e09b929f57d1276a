"""What joins a thread to others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tertulia.core.threads.actions.linking import link_threads, unlink_threads
from tertulia.core.threads.queries import thread_facts
from tertulia.core.threads.queries.links import LinkRow, links_of
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.pages import Page, PageQuery, page_of
from tertulia.kit.api.places import Id
from tertulia.kit.web.refusals import NotHere

router = Router(tags=["links"])
Word = Literal["asked_before", "answers", "related"]


@dataclass(frozen=True, slots=True)
class LinkOut:
    """A link of a thread: `relation` is what the one is to the other.

    `direction` is `to` where it leads from this thread to the one named here, else `from`.
    """

    relation: str
    direction: Literal["to", "from"]
    thread: int
    title: str
    kind: str
    status: str
    made_at: datetime
    path: str


@router.get("/threads/{thread_id}/links", response=Page[LinkOut], auth=anyone, summary="List links")
def list_links(request: HttpRequest, thread_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """Return what the thread is joined to, as far as the caller sees it, the oldest first."""
    if thread_facts(request.actor, thread_id) is None:
        raise NotHere
    start = query.after_number()
    rows = list(enumerate(links_of(request.actor, thread_id), start=1))[start:]
    page = page_of(rows[: query.limit + 1], query.limit, lambda row: (row[0],))
    page["items"] = [_shown(row) for _number, row in page["items"]]
    return json_reply(page)


@router.put(
    "/threads/{thread_id}/links/{relation}/{target}", response=LinkOut, summary="Join threads"
)
def join_threads(request: HttpRequest, thread_id: Id, relation: Word, target: Id) -> HttpResponse:
    """Say that the thread asks what was asked before in `target`, answers it, or is related."""
    link_threads(actor=request.actor, source=thread_id, target=target, relation=relation)
    made = (relation, target)
    for row in links_of(request.actor, thread_id):
        if (row.relation, row.thread_id) == made:
            return json_reply(_shown(row))
    raise NotHere


@router.delete(
    "/threads/{thread_id}/links/{relation}/{target}", response={204: None}, summary="Part threads"
)
def part_threads(request: HttpRequest, thread_id: Id, relation: Word, target: Id) -> HttpResponse:
    """Take a link back."""
    unlink_threads(actor=request.actor, source=thread_id, target=target, relation=relation)
    return HttpResponse(status=204)


def _shown(row: LinkRow) -> LinkOut:
    return LinkOut(
        row.relation,
        "from" if row.is_back else "to",
        row.thread_id,
        row.title,
        row.kind,
        row.status,
        row.made_at,
        row.path,
    )
