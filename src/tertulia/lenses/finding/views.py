"""The page on which things are found again."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from tertulia.kit.api.pages import cursor_of, key_of
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import Refused
from tertulia.lenses.finding.queries import Results, places_of, search
from tertulia.lenses.finding.sentences import sentences

MOST_CHARACTERS = 10_000


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show what is found with `q`; without it, how to look for something."""
    text = request.GET.get("q", "")[:MOST_CHARACTERS]
    results = None
    if text.strip():
        spend("search", str(request.actor.person_id or request.META.get("REMOTE_ADDR", "")))
        results = search(request.actor, text, cursor=_cursor(request.GET.get("cursor", "")))
    context = {
        "place": "find",
        "query": text,
        "results": results,
        "remarks": sentences(results.remarks) if results else [],
        "next": _next(text, results),
        "my_communities": SimpleLazyObject(lambda: places_of(request.actor)),
    }
    return render(request, "finding/find.html", context, using="jinja")


def _cursor(given: str) -> tuple[int, int] | None:
    """Return where to go on; a cursor that is none begins at the beginning."""
    try:
        skip, newest = key_of(given, int, int)
    except Refused:
        return None
    return (max(skip, 0), max(newest, 0))


def _next(text: str, results: Results | None) -> str:
    if results is None or results.next is None:
        return ""
    return "/find?" + urlencode({"q": text, "cursor": cursor_of(results.next)}, errors="replace")
