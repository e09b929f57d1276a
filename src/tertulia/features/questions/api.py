"""Saying "me too" for programs."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.queries.details import fields_of
from tertulia.features.questions.actions import say_me_too, take_back_me_too
from tertulia.features.questions.queries import acts_of
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.places import Id

router = Router(tags=["questions"])


@dataclass(frozen=True, slots=True)
class MeTooOut:
    """Whether the caller has the question too, and how many others than its asker have."""

    me_too: bool
    me_too_count: int


@router.put("/threads/{thread_id}/me-too", response=MeTooOut, summary="Have a question too")
def put_me_too(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Say that one has the question too; one is told when it is answered."""
    say_me_too(actor=request.actor, thread_id=thread_id)
    return _shown(request, thread_id)


@router.delete("/threads/{thread_id}/me-too", response={204: None}, summary="Not to have it")
def delete_me_too(request: HttpRequest, thread_id: Id) -> HttpResponse:
    """Take it back."""
    take_back_me_too(actor=request.actor, thread_id=thread_id)
    return HttpResponse(status=204)


def _shown(request: HttpRequest, thread_id: int) -> HttpResponse:
    count = fields_of(kind_named("question"), [thread_id])[thread_id]["me_too_count"]
    return json_reply(MeTooOut(acts_of(request.actor, thread_id).has_it_too, count))
