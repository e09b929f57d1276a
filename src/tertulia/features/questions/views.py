"""Saying "me too" from the page of a question."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from tertulia.features.questions.actions import say_me_too, take_back_me_too


@require_POST
def me_too(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Say it, or with `not=1` take it back; then show the question again."""
    act = take_back_me_too if request.POST.get("not") else say_me_too
    act(actor=request.actor, thread_id=thread_id)
    return HttpResponseRedirect(f"/t/{thread_id}")
