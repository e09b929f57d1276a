"""Speaking to a few people."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tertulia.core.threads.actions.conversing import start_conversation
from tertulia.core.threads.api.shapes import BylineOut, ThreadDetail
from tertulia.core.threads.api.threads import detail_of_thread
from tertulia.core.threads.queries.conversations import conversations_of
from tertulia.kit.api.json import created_reply, json_reply
from tertulia.kit.api.pages import Page, PageQuery, page_of
from tertulia.kit.api.places import ROOT

router = Router(tags=["conversations"])


@dataclass(frozen=True, slots=True)
class ConversationOut:
    """A thread among a few people; `people` are the others."""

    id: int
    title: str
    people: list[BylineOut]
    post_count: int
    last_post_at: datetime
    path: str


class ConversationIn(Schema):
    """What is said, and to whom."""

    people: list[str] = Field(max_length=30, description="Their handles.")
    body: str = Field(description="Markdown.")
    title: str = Field("", description="Without one, the first words stand for it.")


@router.get("/conversations", response=Page[ConversationOut], summary="List conversations")
def list_conversations(request: HttpRequest, query: Query[PageQuery]) -> HttpResponse:
    """Return the caller's conversations, the liveliest first."""
    rows = conversations_of(request.actor, before=query.after_moment(), limit=query.limit + 1)
    page = page_of(rows, query.limit, lambda row: (row.last_at, row.id))
    page["items"] = [
        ConversationOut(
            row.id,
            row.title,
            [BylineOut(name, handle) for name, handle in row.people],
            row.post_count,
            row.last_at,
            f"/t/{row.id}/{row.slug}",
        )
        for row in page["items"]
    ]
    return json_reply(page)


@router.post("/conversations", response={201: ThreadDetail}, summary="Begin a conversation")
def begin_conversation(request: HttpRequest, wanted: ConversationIn) -> HttpResponse:
    """Speak to somebody alone, or to a few. Two people have one circle, whoever begins."""
    post = start_conversation(
        actor=request.actor, handles=wanted.people, source=wanted.body, title=wanted.title
    )
    made = detail_of_thread(request.actor, post.thread_id)
    return created_reply(made, f"{ROOT}/threads/{post.thread_id}")
