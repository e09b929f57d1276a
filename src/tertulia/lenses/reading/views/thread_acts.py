"""What authors and moderators do with a whole thread."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from tertulia.core.threads.actions import (
    close_thread,
    remove_thread,
    reopen_thread,
    resolve_thread,
    restore_thread,
    retitle_thread,
    unresolve_thread,
)
from tertulia.core.threads.permissions import can_remove_thread
from tertulia.core.threads.queries.facts import others_replied
from tertulia.core.topics.queries import topics_of
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.thread_page import ThreadPage, thread_page
from tertulia.lenses.reading.views.forms import posted_text

View = Callable[..., HttpResponse]


def found_thread(request: HttpRequest, thread_id: int) -> ThreadPage:
    """Return a thread for who does something with it."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = thread_page(request.actor, thread_id)
    if it is None:
        raise NotHere
    return it


@require_http_methods(["GET", "POST"])
def retitle(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Change title and topics; moderators also close, open, hide and bring back from here."""
    it = found_thread(request, thread_id)
    require(it.may_retitle or it.may_close)
    title, status = it.title, 200
    problems: dict[str, str] = {}
    topics = ", ".join(topic.name for topic in topics_of(it.id))
    if request.method == "POST":
        title, topics = request.POST.get("title", ""), request.POST.get("topics", "")
        names = [name for name in topics.split(",") if name.strip()]
        try:
            retitle_thread(actor=request.actor, thread_id=it.id, title=title, topics=names)
            return HttpResponseRedirect(f"/t/{it.id}")
        except NotHere:
            raise
        except Refused as refusal:
            problems[refusal.field or "title"], status = str(refusal), refusal.status
    context = {
        "t": it,
        "here_slug": it.community_slug,
        "title": title,
        "topics": topics,
        "problems": problems,
        "may_hide": can_remove_thread(request.actor, it.facts, others_replied(it.facts)),
    }
    return page(request, "reading/retitle.html", context, status=status)


def _acting(action: Callable[..., None], *, with_reason: bool = False) -> View:
    """Return a view that does `action` with the thread and shows it again."""

    @require_POST
    def act(request: HttpRequest, thread_id: int) -> HttpResponse:
        it = found_thread(request, thread_id)
        reason = {"reason": posted_text(request, "reason").strip()} if with_reason else {}
        action(actor=request.actor, thread_id=it.id, **reason)
        still_there = thread_page(request.actor, it.id) is not None
        return HttpResponseRedirect(it.address() if still_there else f"/c/{it.community_slug}")

    return act


close = _acting(close_thread, with_reason=True)
resolve = _acting(resolve_thread)
unresolve = _acting(unresolve_thread)
reopen = _acting(reopen_thread)
remove = _acting(remove_thread, with_reason=True)
restore = _acting(restore_thread)
