"""What one is told: the inbox, and what of it is told where."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.kit.web.refusals import NotHere, SignInFirst
from tertulia.lenses.notifications.actions import (
    choose_where,
    mark_notification_read,
    mark_notifications_read,
    stop_letters,
)
from tertulia.lenses.notifications.mailing import stopped_by, verified_address_of
from tertulia.lenses.notifications.models import Cause
from tertulia.lenses.notifications.queries import (
    NotificationRow,
    choices_of,
    notification_of,
    notifications_of,
    unread_count,
    unread_words,
)
from tertulia.lenses.notifications.wording import sentence
from tertulia.lenses.reading.cursors import cursor_of, moment_and_id
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.forms import next_page

PAGE = 50


@dataclass(frozen=True, slots=True)
class Group:
    """Notifications that stand together: of one thread, or of one sort."""

    title: str
    address: str
    items: list[tuple[NotificationRow, str]]

    @property
    def is_unread(self) -> bool:
        return any(row.is_unread for row, _sentence in self.items)


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what one is told, the newest first, by thread or by sort."""
    if not request.actor.signed_in:
        raise SignInFirst
    show = "all" if request.GET.get("show") == "all" else "unread"
    by = "kind" if request.GET.get("by") == "kind" else "thread"
    before = moment_and_id(request.GET.get("before", ""))
    asked_at = timezone.now()  # what comes while the page is made stays unread
    rows = notifications_of(request.actor, unread=show == "unread", before=before, limit=PAGE + 1)
    here = f"/inbox?show={show}&by={by}"
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = {
        "show": show,
        "by": by,
        "here": here,
        "groups": _grouped(rows[:PAGE], by),
        "is_first_page": before is None,
        "more": f"{here}&before={cursor_of(last.happened_at, last.id)}" if last else "",
        "upto": cursor_of(asked_at, 0),
        "has_unread": any(row.is_unread for row in rows),
    }
    return page(request, "reading/inbox.html", context)


def _grouped(rows: Sequence[NotificationRow], by: str) -> list[Group]:
    """Put rows together; a group stands where its newest one would."""
    found: dict[Hashable, Group] = {}
    for row in rows:
        key: Hashable = row.cause if by == "kind" else (row.thread_id or f"alone-{row.id}")
        if key not in found:
            title = str(Cause(row.cause).label) if by == "kind" else row.title
            thread = f"/t/{row.thread_id}/{row.thread_slug}" if row.thread_id else ""
            found[key] = Group(title, "" if by == "kind" else thread, [])
        found[key].items.append((row, sentence(row)))
    return list(found.values())


@require_GET
def follow(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Lead to what a notification tells of, which has been seen by that."""
    it = notification_of(request.actor, notification_id)
    if it is None:
        raise NotHere
    if it.is_unread:
        mark_notification_read(actor=request.actor, notification=it.id)
    return HttpResponseRedirect(it.address)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notification as seen, or all that were there when the page was made."""
    one = request.POST.get("notification", "")
    if one.isascii() and one.isdigit() and len(one) < 19:
        mark_notification_read(actor=request.actor, notification=int(one))
    else:
        upto = moment_and_id(request.POST.get("upto", ""))
        mark_notifications_read(actor=request.actor, upto=upto[0] if upto else None)
    return HttpResponseRedirect(next_page(request, "/inbox"))


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """Say how many are unread, in the words of the bell."""
    if not request.actor.signed_in:
        raise SignInFirst
    return JsonResponse({"unread": unread_words(unread_count(request.actor))})


@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Show and change what one is told of, and where."""
    if not request.actor.signed_in:
        raise SignInFirst
    rows = choices_of(request.actor)
    if request.method == "POST":
        for row in rows:
            on_site = bool(request.POST.get(f"site-{row.cause}"))
            by_mail = bool(request.POST.get(f"mail-{row.cause}"))
            if (on_site, by_mail) != (row.on_site, row.by_mail):
                choose_where(actor=request.actor, cause=row.cause, on_site=on_site, by_mail=by_mail)
        return HttpResponseRedirect("/account/notifications")
    context = {
        "place": "you",
        "section": "notifications",
        "choices": rows,
        "address": verified_address_of(request.actor),
    }
    return page(request, "reading/account_notifications.html", context)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop letters of one sort. Mail programs post here without a session; people see a button."""
    person, cause = stopped_by(token)
    if request.method == "POST":
        stop_letters(actor=request.actor, person=person, cause=cause)
    context = {
        "cause": str(Cause(cause).label),
        "is_done": request.method == "POST",
        "title": _("Letters"),
    }
    return page(request, "reading/stop_letters.html", context)
