"""What was written while one was away."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tertulia.engage.following.actions import catch_up, mark_read
from tertulia.kit.web.refusals import Refused, SignInFirst
from tertulia.lenses.reading.catching_up import (
    MOST_COUNTED,
    PAGE,
    VIEWS,
    caught,
    counts_in_views,
    threads_in_view,
)
from tertulia.lenses.reading.cursors import cursor_of, moment_and_id
from tertulia.lenses.reading.fragments import row_html
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.forms import next_page


@require_GET
def view(request: HttpRequest) -> HttpResponse:
    """Show one of the views, with how much waits in those that are counted."""
    if not request.actor.signed_in:
        raise SignInFirst
    asked_at = timezone.now()  # what comes while the page is made stays new
    name = request.GET.get("view", "")
    name = name if name in VIEWS else VIEWS[0]
    before = moment_and_id(request.GET.get("before", ""))
    listed = caught(request.actor, name, before=before)
    here = f"/catch-up?view={name}"
    last = listed[PAGE - 1].row if len(listed) > PAGE else None
    counts = counts_in_views(request.actor)
    words = {
        "for-you": _("For you"),
        "new": _("New"),
        "unread": _("Unread"),
        "following": _("Following"),
        "unanswered": _("Unanswered"),
        "yours": _("Yours"),
    }
    context = {
        "place": "home",
        "view": name,
        "here": here,
        "tabs": [
            (key, words[key], f"/catch-up?view={key}", _said(counts[key]))
            if counts.get(key)
            else (key, words[key], f"/catch-up?view={key}")
            for key in VIEWS
        ],
        "threads": [(one, row_html(one.row)) for one in listed[:PAGE]],
        "is_first_page": before is None,
        "more": f"{here}&before={cursor_of(last.last_at, last.id)}" if last else "",
        "upto": cursor_of(asked_at, 0),
    }
    return page(request, "reading/catch_up.html", context)


def _said(count: int) -> str:
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one thread as read, or all of a view as it was when the page was made."""
    if not request.actor.signed_in:
        raise SignInFirst
    thread, number = _number(request, "thread"), _number(request, "number")
    if thread is not None and number is not None:
        mark_read(actor=request.actor, thread=thread, number=number)
        return HttpResponseRedirect(next_page(request, "/catch-up"))
    upto = moment_and_id(request.POST.get("upto", ""))
    name = request.POST.get("view", "")
    if upto is None or name not in VIEWS:
        raise Refused(_("Say what you have read, and until when."))
    narrow = None if name == "new" else threads_in_view(request.actor, name).values("pk")
    catch_up(actor=request.actor, upto=upto[0], threads=narrow)
    return HttpResponseRedirect(next_page(request, "/catch-up"))


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
