"""What the caller is writing, kept for them alone."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tertulia.core.threads.actions import discard_draft, save_draft
from tertulia.core.threads.queries.drafts import DraftRow, draft_of
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.places import Name
from tertulia.kit.web.refusals import NotHere

router = Router(tags=["drafts"])


@dataclass(frozen=True, slots=True)
class BesideOut:
    """Other words for the same place, written at the same time in another window."""

    id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class DraftOut:
    """What was being written under `key`. `sequence` grows with each saving."""

    key: str
    sequence: int
    title: str
    body: str
    beside: list[BesideOut]


class DraftIn(Schema):
    """The present words. `sequence` is the one last received: 409 if another window saved since."""

    sequence: int = Field(0, strict=True, ge=0, le=2**62)
    title: str = ""
    body: str = ""


@router.get("/drafts/{key}", response=DraftOut, summary="Read a draft")
def read_draft(request: HttpRequest, key: Name) -> HttpResponse:
    """Return a draft of one's own."""
    return json_reply(_shown(draft_of(request.actor, key)))


@router.put("/drafts/{key}", response=DraftOut, summary="Keep a draft")
def keep_draft(request: HttpRequest, key: Name, words: DraftIn) -> HttpResponse:
    """Keep what one is writing. The page keeps a reply under `thread-` and the number."""
    save_draft(
        actor=request.actor,
        key=key,
        sequence=words.sequence,
        source=words.body,
        title=words.title,
    )
    return json_reply(_shown(draft_of(request.actor, key)))


@router.delete("/drafts/{key}", response={204: None}, summary="Let a draft go")
def let_draft_go(request: HttpRequest, key: Name) -> HttpResponse:
    """Let go of a draft of one's own."""
    discard_draft(actor=request.actor, key=key)
    return HttpResponse(status=204)


def _shown(it: DraftRow) -> DraftOut:
    if not it.seq:
        raise NotHere
    beside = [BesideOut(one.id, one.title, one.source) for one in it.beside]
    return DraftOut(it.key, it.seq, it.title, it.source, beside)
