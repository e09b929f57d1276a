"""Who is here; and whom one blocks or mutes."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.core.communities.queries import communities_of
from tertulia.core.people.queries import profile
from tertulia.core.profiles.actions import block_person, meet_person, mute_person
from tertulia.core.profiles.queries import PAGE, Wish, hidden_from, people_avoided
from tertulia.kit.api.pages import cursor_of, key_of
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst
from tertulia.lenses.directory.queries import find_people, places_offered
from tertulia.lenses.directory.sheet import hiding_sheet

_FIELDS = ("q", "knows", "wants", "speaks", "unit")
_ACTS = {"block": block_person, "mute": mute_person, "meet": meet_person}


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Show who is here, narrowed by what they tell of themselves."""
    if not request.actor.signed_in:
        raise SignInFirst
    spend("search", str(request.actor.person_id))
    given = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in _FIELDS}
    place = request.GET.get("community", "").replace("\x00", "")[:100]
    wish = Wish(*given.values())
    after = _after(request.GET.get("cursor", ""))
    rows = find_people(request.actor, wish, community=place, after=after, limit=PAGE + 1)
    narrowed = {k: v for k, v in {**given, "community": place}.items() if v}
    more = {**narrowed, "cursor": cursor_of((rows[PAGE - 1].handle,))} if len(rows) > PAGE else {}
    context = {
        "place": "people",
        "people_found": rows[:PAGE],
        "given": {**given, "community": place},
        "narrowed": narrowed,
        "offered": [("", _("Any")), *places_offered(request.actor, place)],
        "next": f"/people?{urlencode(more, errors='replace')}" if more else "",
    }
    return _page(request, "directory/people.html", context)


def _after(cursor: str) -> str:
    """Return the handle behind which to go on; a cursor that is none begins at the beginning."""
    try:
        return str(key_of(cursor, str)[0])
    except Refused:
        return ""


@require_safe
def avoided(request: HttpRequest) -> HttpResponse:
    """Show whom one blocks and mutes, so that one can change one's mind."""
    if not request.actor.signed_in:
        raise SignInFirst
    rows = people_avoided(request.actor)
    context = {"place": "you", "section": "avoided", "people_avoided": rows}
    return _page(request, "directory/avoided.html", context)


@require_POST
def avoid(request: HttpRequest, handle: str) -> HttpResponse:
    """Block or mute somebody, or take that back."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = profile(request.actor, handle)
    act = _ACTS.get(request.POST.get("act", ""))
    if it is None or act is None:
        raise NotHere
    act(actor=request.actor, person=it.id)
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if ours else f"/p/{it.handle}")


@require_safe
def hidden_sheet(request: HttpRequest) -> HttpResponse:
    """Fold what is written by those whom the reader blocks or mutes, wherever it stands.

    It is a sheet of the reader's own, so that the pieces of pages stay the same for everybody.
    """
    sheet = hiding_sheet(hidden_from(request.actor))
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    context["my_communities"] = SimpleLazyObject(lambda: communities_of(request.actor))
    return render(request, template, context, using="jinja")
