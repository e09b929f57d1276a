"""Saying which post answers a thread."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from tertulia.core.threads.actions import accept_answer, withdraw_acceptance
from tertulia.core.threads.api.shapes import ThreadDetail
from tertulia.core.threads.api.threads import detail_of_thread
from tertulia.core.threads.queries import post_facts
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.places import Id
from tertulia.kit.web.refusals import Refused

router = Router(tags=["threads"])


class AcceptanceIn(Schema):
    """The post that answers: by its number in the thread, or by its id."""

    number: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)] | None = None
    post: Annotated[int, Field(strict=True, ge=1, le=2**62)] | None = None


@router.put("/threads/{thread_id}/acceptance", response=ThreadDetail, summary="Accept an answer")
def accept(request: HttpRequest, thread_id: Id, wanted: AcceptanceIn) -> HttpResponse:
    """Make a post the answer of its thread, in place of another one."""
    accept_answer(
        actor=request.actor, thread_id=thread_id, number=_number(request, thread_id, wanted)
    )
    return json_reply(detail_of_thread(request.actor, thread_id))


@router.delete(
    "/threads/{thread_id}/acceptance", response={204: None}, summary="Take an acceptance back"
)
def withdraw(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Leave a thread without an accepted answer."""
    withdraw_acceptance(actor=request.actor, thread_id=thread_id)
    return HttpResponse(status=204)


def _number(request: HttpRequest, thread_id: int, wanted: AcceptanceIn) -> int:
    if wanted.number is not None:
        return wanted.number
    if wanted.post is None:
        raise Refused(_("Say which post answers, by number or by its id."), "number")
    facts = post_facts(request.actor, wanted.post)
    # A post of elsewhere is none of this thread, whether one may see it or not.
    return facts.number if facts and facts.thread.id == thread_id else 0
