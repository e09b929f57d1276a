"""How closely one follows threads, topics and communities; and all of it on one page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tertulia.core.communities.models import Community
from tertulia.core.topics.models import Topic
from tertulia.engage.following.actions import (
    change_habits,
    forget_topic,
    watch_community,
    watch_thread,
    watch_topic,
)
from tertulia.engage.following.models import Level
from tertulia.engage.following.queries import (
    communities_followed,
    habits_of,
    threads_followed,
    topic_in,
    topics_followed,
)
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst
from tertulia.lenses.reading.fragments import row_html
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.thread_page import thread_page
from tertulia.lenses.reading.views.communities import found
from tertulia.lenses.reading.views.forms import next_page

PAGE = 30
NAMES = {"watching": Level.WATCHING, "following": Level.FOLLOWING, "muted": Level.MUTED}


@require_POST
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Set how closely one follows a thread, and show it again."""
    watch_thread(actor=request.actor, thread=thread_id, level=_level(request))
    it = thread_page(request.actor, thread_id)
    return HttpResponseRedirect(next_page(request, it.address() if it else "/"))


@require_POST
def community(request: HttpRequest, slug: str) -> HttpResponse:
    """Set how closely one follows a community, and show it again."""
    it = _community(request, slug)
    watch_community(actor=request.actor, community=it, level=_level(request))
    return HttpResponseRedirect(next_page(request, f"/c/{it.slug}"))


@require_POST
def topic(request: HttpRequest, slug: str, topic_slug: str) -> HttpResponse:
    """Set how closely one follows a topic, or say nothing of it any more."""
    it: Topic = topic_in(request.actor, _community(request, slug), topic_slug)
    if request.POST.get("level") == "":
        forget_topic(actor=request.actor, topic=it.pk)
    else:
        watch_topic(actor=request.actor, topic=it, level=_level(request))
    return HttpResponseRedirect(next_page(request, "/watching"))


def _community(request: HttpRequest, slug: str) -> Community:
    if not request.actor.signed_in:
        raise SignInFirst
    it = found(request, slug)
    if it is None:
        raise NotHere
    return it


def _level(request: HttpRequest) -> int:
    given = request.POST.get("level", "")
    if given not in {str(value) for value in Level.values}:
        raise Refused(_("There is no such level."), "level")
    return int(given)


@require_GET
def watching(request: HttpRequest) -> HttpResponse:
    """Show everything that one follows, watches or has muted."""
    if not request.actor.signed_in:
        raise SignInFirst
    name = request.GET.get("show", "watching")
    level = NAMES.get(name, Level.WATCHING)
    before = request.GET.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    rows = threads_followed(request.actor, level, before=start, limit=PAGE + 1)
    places = [*communities_followed(request.actor), *topics_followed(request.actor)]
    context = {
        "place": "you",
        "show": name if name in NAMES else "watching",
        "level": int(level),
        "places": [it for it in places if it.level == level],
        "threads": [(row, row_html(row)) for _key, row in rows[:PAGE]],
        "is_first_page": start is None,
        "more": f"?show={name}&before={rows[PAGE - 1][0]}" if len(rows) > PAGE else "",
        "habits": habits_of(request.actor),
    }
    return page(request, "reading/watching.html", context)


@require_POST
def habits(request: HttpRequest) -> HttpResponse:
    """Change what makes one follow a thread by itself."""
    names = habits_of(request.actor)
    change_habits(actor=request.actor, **{name: bool(request.POST.get(name)) for name in names})
    return HttpResponseRedirect("/watching#habits")
