"""What helps while somebody writes: preview and drafts."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tertulia.core.threads.actions.drafts import NewerDraft, discard_draft, save_draft
from tertulia.core.threads.actions.writing import rendered
from tertulia.core.threads.queries.drafts import DraftRow, draft_of
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import Refused, SignInFirst
from tertulia.lenses.reading.views.forms import posted_text


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show the words as they would stand, made by the very same steps."""
    if not request.actor.signed_in:
        raise SignInFirst
    spend("preview", str(request.actor.person_id))
    try:
        return HttpResponse(rendered(posted_text(request, "source")).html)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "PUT", "DELETE"])
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Keep, return or let go of a draft. 409 returns the later one of another window."""
    if not request.actor.signed_in:
        raise SignInFirst
    if request.method == "GET":
        return JsonResponse(_shown(draft_of(request.actor, key)))
    given = _given(request)
    sequence = _sequence(given)
    if request.method == "DELETE":
        discard_draft(actor=request.actor, key=key, sequence=sequence)
        return HttpResponse(status=204)
    try:
        seq = save_draft(
            actor=request.actor,
            key=key,
            sequence=max((sequence or 1) - 1, 0),  # the page numbers this saving itself
            source=_text(given, "source"),
            title=_text(given, "title"),
        )
    except NewerDraft as newer:
        kept = newer.draft
        shown = DraftRow(kept.key, kept.sequence, kept.title, kept.source)
        return JsonResponse(_shown(shown), status=409)
    return JsonResponse({"seq": seq})


def _shown(row: DraftRow) -> dict[str, Any]:
    return {"key": row.key, "seq": row.seq, "title": row.title, "source": row.source}


def _given(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Refused(_("This draft did not arrive in one piece.")) from error
    if not isinstance(given, dict):
        raise Refused(_("This draft did not arrive in one piece."))
    return given


def _sequence(given: dict[str, Any]) -> int | None:
    number = given.get("seq")
    return number if type(number) is int and 0 <= number < 2**53 else None


def _text(given: dict[str, Any], name: str) -> str:
    text = given.get(name, "")
    if not isinstance(text, str):
        raise Refused(_("This draft did not arrive in one piece."))
    return text
