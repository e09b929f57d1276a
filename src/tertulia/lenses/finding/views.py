"""The page on which things are found again, and what is said beside what somebody types."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST, require_safe

from tertulia.core.communities.models import Community
from tertulia.core.communities.queries import community_by_slug
from tertulia.kit.api.pages import cursor_of, key_of
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import Refused
from tertulia.lenses.finding.actions import note_found
from tertulia.lenses.finding.language import usable
from tertulia.lenses.finding.likeness import similar
from tertulia.lenses.finding.queries import Results, places_of, search
from tertulia.lenses.finding.sentences import sentences
from tertulia.lenses.finding.suggesting import communities_called, people_called, suggestions

MOST_CHARACTERS = 10_000


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show what is found with `q`; without it, how to look for something."""
    text = request.GET.get("q", "")[:MOST_CHARACTERS]
    within = _place(request, "community")
    here = within or _place(request, "here")
    results = None
    if text.strip():
        _spend(request)
        cursor = _cursor(request.GET.get("cursor", ""))
        slug = within.slug if within else usable(request.GET.get("community", "")[:100])
        results = search(request.actor, text, community=slug, cursor=cursor)
    context = {
        "place": "find",
        "query": text,
        "results": results,
        "within": within,
        "here": here,
        "scopes": _scopes(text, here),
        "called": _called(request, text, results),
        "remarks": sentences(results.remarks) if results else [],
        "next": _next(text, within, results),
        "my_communities": SimpleLazyObject(lambda: places_of(request.actor)),
    }
    return render(request, "finding/find.html", context, using="jinja")


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Return what `q`, perhaps half a word, may mean, as the options of a list."""
    _spend(request)
    found = suggestions(request.actor, request.GET.get("q", ""), request.GET.get("here", ""))
    return render(request, "finding/_suggestions.html", {"found": found}, using="jinja")


@require_safe
def similar_threads(request: HttpRequest) -> HttpResponse:
    """Return threads that may answer what somebody is about to ask, as a piece of a page."""
    _spend(request)
    title, body = request.GET.get("title", ""), request.GET.get("body", "")
    near = similar(
        request.actor, title[:1_000], body[:MOST_CHARACTERS],
        community=request.GET.get("community", ""),
    )  # fmt: skip
    return render(request, "finding/_similar.html", {"near": near}, using="jinja")


@require_POST
def found_already(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Go to a thread that answers what somebody was about to ask, and note that it did."""
    note_found(actor=request.actor, thread_id=thread_id)
    return HttpResponseRedirect(f"/t/{thread_id}")


def _spend(request: HttpRequest) -> None:
    spend("search", str(request.actor.person_id or request.META.get("REMOTE_ADDR", "")))


def _place(request: HttpRequest, name: str) -> Community | None:
    slug = usable(request.GET.get(name, "")[:100])
    return community_by_slug(request.actor, slug) if slug else None


def _scopes(text: str, here: Community | None) -> list[tuple[str, str, str]]:
    """Return where one may look: everywhere, or in the community one came from."""
    if here is None or not text.strip():
        return []
    wide = urlencode({"q": text, "here": here.slug}, errors="replace")
    narrow = urlencode({"q": text, "community": here.slug}, errors="replace")
    return [("everywhere", "", f"/find?{wide}"), (here.slug, here.name, f"/find?{narrow}")]


def _called(request: HttpRequest, text: str, results: Results | None) -> list:
    """Return people and communities called like what is looked for, on the first page alone."""
    if results is None or results.understood.filters or request.GET.get("cursor"):
        return []
    words = " ".join(usable(text[:100]).split())
    return communities_called(request.actor, words) + people_called(request.actor, words)


def _cursor(given: str) -> tuple[int, int] | None:
    """Return where to go on; a cursor that is none begins at the beginning."""
    try:
        skip, newest = key_of(given, int, int)
    except Refused:
        return None
    return (max(skip, 0), max(newest, 0))


def _next(text: str, within: Community | None, results: Results | None) -> str:
    if results is None or results.next is None:
        return ""
    asked = {"q": text, "cursor": cursor_of(results.next)}
    if within:
        asked["community"] = within.slug
    return "/find?" + urlencode(asked, errors="replace")
