"""The topics of a community: all of them, and the threads under one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import (
    can_manage_topics,
    can_read_community,
    standing_of,
)
from tertulia.core.threads.actions.sorting import (
    create_topic,
    drop_topic,
    free_topic,
    join_topics,
    rename_topic,
)
from tertulia.core.threads.queries.topics import topic_at, topics_listed
from tertulia.core.topics.models import Topic
from tertulia.core.topics.slugs import topic_slug
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require
from tertulia.lenses.reading.cursors import cursor_of, moment_and_id
from tertulia.lenses.reading.fragments import listed_threads
from tertulia.lenses.reading.frames import PLACE_OF_FRAGMENT, page
from tertulia.lenses.reading.list_page import threads_under
from tertulia.lenses.reading.views.communities import found
from tertulia.lenses.reading.views.forms import wants_json

SUGGESTED = 8


def _home(request: HttpRequest, slug: str) -> Community:
    it = found(request, slug)
    if it is None or not can_read_community(request.actor, standing_of(request.actor, it)):
        raise NotHere
    return it


@require_http_methods(["GET", "POST"])
def topics(request: HttpRequest, slug: str) -> HttpResponse:
    """List the topics; suggest some while one types; let those who may name another."""
    it = _home(request, slug)
    start = request.GET.get("q", "").strip()[:60]
    if wants_json(request):
        lines = topics_listed(request.actor, it.pk, start=start, limit=SUGGESTED)
        return JsonResponse({"topics": [line.name for line in lines]})
    problem, status = "", 200
    if request.method == "POST":
        _require_signed_in(request)
        try:
            create_topic(actor=request.actor, community=it, name=request.POST.get("name", ""))
            return HttpResponseRedirect(f"/c/{it.slug}/topics")
        except NotHere:
            raise
        except Refused as refusal:
            problem, status = str(refusal), refusal.status
    context = {
        "community": it,
        "here_slug": it.slug,
        "topics": topics_listed(request.actor, it.pk, start=start),
        "start": start,
        "may_manage": can_manage_topics(request.actor, standing_of(request.actor, it)),
        "name": request.POST.get("name", ""),
        "problem": problem,
    }
    return page(request, "reading/topics.html", context, status=status)


@require_GET
def topic(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Show the threads under a topic, the liveliest first; a synonym leads to what it means."""
    it = _home(request, slug)
    one = topic_at(request.actor, it.pk, name)
    if one is None:
        raise NotHere
    if one.synonym_of:
        return HttpResponseRedirect(f"/c/{it.slug}/topics/{one.synonym_of.slug}")
    before = moment_and_id(request.GET.get("before", ""))
    listed, more = threads_under(request.actor, it.pk, one.pk, before=before)
    context = {
        "community": it,
        "here_slug": it.slug,
        "topic": one,
        "synonyms": [line for line in topics_listed(request.actor, it.pk) if line.slug == one.slug],
        "piece": PLACE_OF_FRAGMENT,
        "threads": listed,
        "more": f"?before={cursor_of(listed[-1].row.last_at, listed[-1].row.id)}" if more else "",
        "is_first_page": before is None,
        "may_manage": can_manage_topics(request.actor, standing_of(request.actor, it)),
    }
    fragments = [listed_threads(listed)] if listed else []
    return page(request, "reading/topic.html", context, fragments=fragments)


@require_http_methods(["GET", "POST"])
def arrange_topic(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Rename a topic, make it a synonym of another, or take it away."""
    _require_signed_in(request)
    it = _home(request, slug)
    one = topic_at(request.actor, it.pk, name)
    if one is None:
        raise NotHere
    require(can_manage_topics(request.actor, standing_of(request.actor, it)))
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_arranged(request, it, one))
        except NotHere:
            raise
        except Refused as refusal:
            problems[refusal.field or "name"], status = str(refusal), refusal.status
    others = [line for line in topics_listed(request.actor, it.pk) if line.slug != one.slug]
    context = {
        "community": it,
        "here_slug": it.slug,
        "topic": one,
        "others": [(line.slug, line.name) for line in others],
        "name": request.POST.get("name", one.name),
        "problems": problems,
    }
    return page(request, "reading/arrange_topic.html", context, status=status)


def _arranged(request: HttpRequest, it: Community, one: Topic) -> str:
    """Do what was asked with the topic, and return where to go on."""
    act, start = request.POST.get("act"), f"/c/{it.slug}/topics"
    if act == "drop":
        drop_topic(actor=request.actor, topic=one)
        return start
    if act == "free":
        free_topic(actor=request.actor, topic=one)
    elif act == "join":
        into = topic_at(request.actor, it.pk, topic_slug(request.POST.get("synonym_of", "")))
        if into is None:
            raise Refused(_("There is no such topic here."), "synonym_of")
        join_topics(actor=request.actor, topic=one, into=into)
    else:
        rename_topic(actor=request.actor, topic=one, name=request.POST.get("name", ""))
        one.refresh_from_db()
    return f"{start}/{one.slug}"


def _require_signed_in(request: HttpRequest) -> None:
    if not request.actor.signed_in:
        raise SignInFirst
