"""The communities there are, and one of them with what is talked about."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from tertulia.core.communities.actions import join_community, leave_community
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import (
    can_ask_to_join_community,
    can_change_community,
    can_join_community,
    can_read_community,
    standing_of,
)
from tertulia.core.communities.queries import (
    charter_of,
    communities_listed,
    community_by_slug,
    moved_slug,
    people_in_charge,
)
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.permissions import can_start_thread
from tertulia.kit.web.refusals import NotHere, SignInFirst
from tertulia.lenses.reading.fragments import row_html
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.list_page import threads_listed
from tertulia.lenses.reading.views.forms import next_page


@require_GET
def communities(request: HttpRequest) -> HttpResponse:
    """List the communities that the viewer may know of."""
    context = {"communities": communities_listed(request.actor), "place": "communities"}
    return page(request, "reading/communities.html", context)


@require_GET
def community(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a community: what it is about and what is talked about, the liveliest first."""
    it = found(request, slug)
    if it is None:
        return HttpResponseRedirect(f"/c/{moved_slug(request.actor, slug)}")
    actor = request.actor
    place = standing_of(actor, it)
    readable = can_read_community(actor, place)
    kind = request.GET.get("kind", "")
    before = _cursor(request.GET.get("before", ""))
    listed, more = (
        threads_listed(actor, it.id, kind=kind, before=before) if readable else ([], False)
    )
    context = {
        "community": it,
        "here_slug": it.slug,
        "charter": charter_of(it),
        "in_charge": people_in_charge(it),
        "standing": place,
        "readable": readable,
        "threads": [(one, row_html(one.row)) for one in listed],
        "more": f"?kind={kind}&before={cursor_of(listed[-1].row)}" if more else "",
        "kinds": list(all_kinds()),
        "kind": kind,
        "may_join": can_join_community(actor, place),
        "may_ask": can_ask_to_join_community(actor, place),
        "may_start": can_start_thread(actor, place),
        "may_change": can_change_community(actor, place),
    }
    channels = f"community-{it.id}" if readable else ""
    return page(request, "reading/community.html", context, channels=channels)


def found(request: HttpRequest, slug: str) -> Community | None:
    """Return the community, None where only its former address matches; raise NotHere otherwise."""
    it = community_by_slug(request.actor, slug)
    if it is None and moved_slug(request.actor, slug) is None:
        raise NotHere
    return it


def cursor_of(row) -> str:  # noqa: ANN001 - a ThreadRow
    """Return the place in the list behind `row`: microseconds and id."""
    return f"{round(row.last_at.timestamp() * 1_000_000)}-{row.id}"


def _cursor(given: str) -> tuple[datetime, int] | None:
    moment, _dash, thread_id = given.partition("-")
    if not (moment.isdecimal() and thread_id.isdecimal() and len(given) < 40):
        return None
    try:
        seconds, micro = divmod(int(moment), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro), int(thread_id)
    except (OverflowError, ValueError, OSError):
        return None


@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Become a member."""
    return _membership(request, slug, join_community)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop being a member."""
    return _membership(request, slug, leave_community)


def _membership(request: HttpRequest, slug: str, act) -> HttpResponse:  # noqa: ANN001
    if not request.actor.signed_in:
        raise SignInFirst
    it = found(request, slug)
    if it is None:
        raise NotHere
    act(actor=request.actor, community=it)
    return HttpResponseRedirect(next_page(request, f"/c/{it.slug}"))
