"""What helps while somebody writes: the preview, and whom or what the last letters may mean."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.speaking import called_by, words_open_to
from tertulia.core.threads.actions.writing import rendered
from tertulia.kit.limits import spend
from tertulia.kit.text import Rendered
from tertulia.kit.web.refusals import Refused, SignInFirst
from tertulia.lenses.reading.suggesting import (
    Written,
    people_suggested,
    topics_suggested,
    where_written,
    words_suggested,
)
from tertulia.lenses.reading.views.forms import posted_text


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show the words as they would stand, made by the very same steps, and whom they would call."""
    if not request.actor.signed_in:
        raise SignInFirst
    spend("preview", str(request.actor.person_id))
    place = where_written(request.actor, request.POST.get("draft", ""))
    words = words_open_to(request.actor, place.standing) if place else ()
    try:
        made = rendered(posted_text(request, "source"), group_words=words, actor=request.actor)
        return HttpResponse(made.html + _reach(request.actor, place, made))
    except Refused as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")


def _reach(actor: Actor, place: Written | None, made: Rendered) -> str:
    """Return a line that tells how many people each word would call, before it is sent."""
    if place is None:
        return ""
    told = []
    for word in made.groups:
        number = len(called_by(word, place.community, actor.person_id).people)
        sentence = ngettext(
            "@%(word)s calls %(number)s person.", "@%(word)s calls %(number)s people.", number
        )
        told.append(sentence % {"word": word, "number": number})
    return str(Markup('<p class="reach">{}</p>').format(" ".join(told))) if told else ""


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Return what the last letters may become: people and roles after @, topics after #."""
    if not request.actor.signed_in:
        raise SignInFirst
    spend("preview", str(request.actor.person_id))
    place = where_written(request.actor, request.GET.get("draft", ""))
    sign, typed = request.GET.get("q", "")[:1], request.GET.get("q", "")[1:41]
    if place is None or sign not in ("@", "#"):
        return JsonResponse({"items": []})
    items: list[dict[str, str]] = []
    if sign == "@":
        items += [
            {"text": f"@{word}", "label": f"@{word}", "note": _("everybody with this role")}
            if word != "here"
            else {"text": "@here", "label": "@here", "note": _("who was active this week")}
            for word in (words_suggested(request.actor, place, typed) if typed else ())
        ]
        for handle, name in people_suggested(request.actor, place, typed):
            items.append({"text": f"@{handle}", "label": name, "note": f"@{handle}"})
    else:
        for slug, name in topics_suggested(request.actor, place, typed):
            link = f"[#{name}](/find?q=topic%3A{quote(slug)})"
            items.append({"text": link, "label": name, "note": ""})
    return JsonResponse({"items": items})
