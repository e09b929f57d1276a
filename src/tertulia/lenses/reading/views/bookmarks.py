"""One's own bookmarks: the list, and one of them with its note and reminder."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.core.activity.actors import Actor
from tertulia.engage.bookmarks.actions import drop_bookmark, keep_bookmark
from tertulia.engage.bookmarks.queries import FILTERS, own_bookmark, own_bookmarks
from tertulia.kit.web.refusals import NotHere, Refused
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.places import place_of_post, place_of_thread
from tertulia.lenses.reading.views.asked import local_moment, own_zone
from tertulia.lenses.reading.views.forms import posted_text

PAGE = 30
MORNING = 9


@require_GET
def bookmarks(request: HttpRequest) -> HttpResponse:
    """Show one's bookmarks, the newest first."""
    only = request.GET.get("only", "all")
    only = only if only in FILTERS else "all"
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    rows = own_bookmarks(request.actor, only=only, before=before, limit=PAGE + 1)
    more = f"?only={only}&before={rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    context = {"rows": rows[:PAGE], "only": only, "more": more, "place": "you"}
    return page(request, "reading/bookmarks.html", context)


@require_http_methods(["GET", "POST"])
def of_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Keep, change or drop the bookmark of a post."""
    return _bookmark(request, place_of_post, post_id=post_id)


@require_http_methods(["GET", "POST"])
def of_thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Keep, change or drop the bookmark of a thread."""
    return _bookmark(request, place_of_thread, thread_id=thread_id)


def _bookmark(request: HttpRequest, place_of: object, **which: int) -> HttpResponse:
    actor = request.actor
    (number,) = which.values()
    if request.method == "POST" and request.POST.get("drop"):
        drop_bookmark(actor=actor, **which)
        return HttpResponseRedirect("/bookmarks")
    kept = own_bookmark(actor, **which)
    place = place_of(actor, number)  # type: ignore[operator]
    if place is None:
        raise NotHere
    note = posted_text(request, "note") if request.method == "POST" else (kept.note if kept else "")
    status, problem, field = 200, "", ""
    if request.method == "POST":
        try:
            keep_bookmark(actor=actor, note=note, remind_at=_moment(request), **which)
            return HttpResponseRedirect(place.address)
        except Refused as refusal:
            if isinstance(refusal, NotHere):
                raise
            status, problem, field = refusal.status, str(refusal), refusal.field or ""
    context = {
        "place_of": place,
        "bookmark": kept,
        "note": note,
        "problem": problem,
        "field": field,
        "when": _local(actor, kept.remind_at) if kept and kept.remind_at else "",
        "choices": _choices(actor),
        "zone": own_zone(actor).key,
    }
    return page(request, "reading/bookmark.html", context, status=status)


def _local(actor: Actor, moment: datetime) -> str:
    return moment.astimezone(own_zone(actor)).strftime("%Y-%m-%dT%H:%M")


def _choices(actor: Actor) -> list[tuple[str, str]]:
    """Return (moment, words) of reminders that are set with one press."""
    now = timezone.now().astimezone(own_zone(actor))
    morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 - now.weekday())
    return [
        ("", _("No reminder")),
        (_local(actor, now + timedelta(hours=3)), _("In three hours")),
        (_local(actor, morning + timedelta(days=1)), _("Tomorrow at nine")),
        (_local(actor, monday), _("Next Monday at nine")),
        ("other", _("At another time")),
    ]


def _moment(request: HttpRequest) -> datetime | None:
    """Return when to remind: at one of the offered times, or at another one."""
    choice = request.POST.get("choice", "other")
    return local_moment(request, "remind_at" if choice == "other" else "choice")
