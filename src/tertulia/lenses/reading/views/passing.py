"""Telling those who read the same thread what is not worth keeping."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from tertulia.lenses.reading.passing import tell_in_passing


@require_POST
def passing(request: HttpRequest, thread_id: int) -> JsonResponse:
    """Tell that one writes here, is here, or leaves."""
    told = tell_in_passing(
        actor=request.actor,
        thread_id=thread_id,
        what=request.POST.get("what", ""),
        is_new=bool(request.POST.get("new")),
    )
    return JsonResponse({"told": told})
