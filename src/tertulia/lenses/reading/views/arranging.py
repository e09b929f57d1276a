"""Where threads stand: moved to another community, split, merged; for those who look after them."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tertulia.core.communities.models import Community
from tertulia.core.communities.queries import communities_moderated
from tertulia.core.threads.actions import merge_threads, move_thread, split_thread
from tertulia.core.threads.actions.renumbering import MOST_POSTS
from tertulia.core.threads.permissions import (
    can_merge_thread,
    can_move_thread,
    can_split_thread,
)
from tertulia.core.threads.queries.posts import post_lines
from tertulia.kit.web.refusals import NotHere, Refused, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.forms import posted_numbers, posted_thread
from tertulia.lenses.reading.views.thread_acts import found_thread

LINES = 100


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Ask where to, say who will read it there, and move the thread."""
    it = found_thread(request, thread_id)
    require(can_move_thread(request.actor, it.facts))
    places = communities_moderated(request.actor)
    chosen = next((one for one in places if one.slug == request.POST.get("community")), None)
    problem, status = "", 200
    if request.method == "POST":
        try:
            if _is_settled(request, it.facts.place.visibility, chosen) and chosen:
                move_thread(actor=request.actor, thread_id=it.id, community=chosen)
                return HttpResponseRedirect(it.address())
        except NotHere:
            raise
        except Refused as refusal:
            problem, status = str(refusal), refusal.status
    context = {
        "t": it,
        "here_slug": it.community_slug,
        "places": [one for one in places if one.slug != it.community_slug],
        "chosen": chosen,
        "problem": problem,
    }
    return page(request, "reading/move.html", context, status=status)


def _is_settled(request: HttpRequest, visibility: str, chosen: Community | None) -> bool:
    """Whether it was said where to and, where others would read it there, that this is meant."""
    if chosen is None:
        raise Refused(_("Choose the community it belongs in."), "community")
    return request.POST.get("sure") == chosen.slug or (visibility == chosen.visibility == "public")


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Choose posts, give them a title, and make them a thread of their own."""
    it = found_thread(request, thread_id)
    require(can_split_thread(request.actor, it.facts))
    problems: dict[str, str] = {}
    title, status = request.POST.get("title", ""), 200
    numbers = posted_numbers(request, "numbers", MOST_POSTS)
    if request.method == "POST":
        try:
            post = split_thread(actor=request.actor, thread_id=it.id, numbers=numbers, title=title)
            return HttpResponseRedirect(f"/t/{post.thread_id}")
        except NotHere:
            raise
        except Refused as refusal:
            problems[refusal.field or "numbers"], status = str(refusal), refusal.status
    start = request.GET.get("after", "")
    after = int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1
    lines = post_lines(it.id, max(after, 1), LINES + 1)
    context = {
        "t": it,
        "here_slug": it.community_slug,
        "lines": lines[:LINES],
        "more": lines[LINES - 1].number if len(lines) > LINES else 0,
        "numbers": numbers,
        "title": title,
        "problems": problems,
    }
    return page(request, "reading/split.html", context, status=status)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Ask for the other thread, and put this one's posts into it."""
    it = found_thread(request, thread_id)
    require(can_merge_thread(request.actor, it.facts))
    problem, status = "", 200
    if request.method == "POST":
        try:
            other = posted_thread(request, "into")
            if other is None:
                raise Refused(_("Give the address or the number of the other thread."), "into")
            merge_threads(actor=request.actor, thread_id=it.id, into=other)
            return HttpResponseRedirect(f"/t/{other}")
        except NotHere:
            raise
        except Refused as refusal:
            problem, status = str(refusal), refusal.status
    context = {
        "t": it,
        "here_slug": it.community_slug,
        "into": request.POST.get("into", ""),
        "problem": problem,
    }
    return page(request, "reading/merge.html", context, status=status)
