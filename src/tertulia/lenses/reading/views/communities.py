"""The communities there are, and one of them with what is talked about."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from tertulia.core.communities.actions import join_community, leave_community
from tertulia.core.communities.models import Community
from tertulia.core.communities.queries import communities_listed, community_by_slug, moved_slug
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.models import Lane
from tertulia.core.threads.queries import ThreadRow
from tertulia.kit.web.refusals import NotHere, SignInFirst
from tertulia.lenses.reading.community_page import CommunityPage, community_page
from tertulia.lenses.reading.cursors import cursor_of, moment_and_id
from tertulia.lenses.reading.fragments import beside_community, listed_threads
from tertulia.lenses.reading.frames import PLACE_OF_FRAGMENT, page
from tertulia.lenses.reading.list_page import ListedThread, threads_listed
from tertulia.lenses.reading.views.forms import next_page

Before = tuple[datetime, int] | None


@require_GET
def communities(request: HttpRequest) -> HttpResponse:
    """List the communities that the viewer may know of."""
    context = {"communities": communities_listed(request.actor), "place": "communities"}
    return page(request, "reading/communities.html", context)


@require_GET
def community(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a community: what it is about and what is talked about, the liveliest first."""
    it = community_page(request.actor, slug)
    if it is None:
        moved = moved_slug(request.actor, slug)
        if moved is None:
            raise NotHere
        return HttpResponseRedirect(f"/c/{moved}")
    return _page(request, it)


def _page(request: HttpRequest, it: CommunityPage) -> HttpResponse:
    kind, lane = request.GET.get("kind", ""), request.GET.get("lane", "")
    lane = lane if lane in Lane.values else ""
    before = moment_and_id(request.GET.get("before", ""))
    listed, more = _listed(request, it, kind, lane, before)
    context = {
        "community": it,
        "here_slug": it.slug,
        "piece": PLACE_OF_FRAGMENT,
        "threads": listed,
        "is_first_page": before is None,
        "more": f"?kind={kind}&lane={lane}&before={_place_of(listed[-1].row)}" if more else "",
        "lane": lane,
        "kinds": list(all_kinds()),
        "kind": kind,
    }
    fragments = [beside_community(it)]
    if listed:
        fragments.insert(0, listed_threads(listed))
    return page(
        request,
        "reading/community.html",
        context,
        fragments=fragments,
        channels=f"community-{it.id}" if it.may_read else "",
        shown=(it, kind, lane, before is None, bool(listed), context["more"]),
    )


def _listed(
    request: HttpRequest, it: CommunityPage, kind: str, lane: str, before: Before
) -> tuple[list[ListedThread], bool]:
    if not it.may_read:
        return [], False
    placed = it.placed_count > 0
    return threads_listed(
        request.actor, it.id, kind=kind, lane=lane, before=before, has_placed=placed
    )


def found(request: HttpRequest, slug: str) -> Community | None:
    """Return the community, None where only its former address matches; raise NotHere otherwise."""
    it = community_by_slug(request.actor, slug)
    if it is None and moved_slug(request.actor, slug) is None:
        raise NotHere
    return it


def _place_of(row: ThreadRow) -> str:
    return cursor_of(row.last_at, row.id)


@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Become a member."""
    return _membership(request, slug, join_community)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop being a member."""
    return _membership(request, slug, leave_community)


def _membership(request: HttpRequest, slug: str, act: Callable[..., None]) -> HttpResponse:
    if not request.actor.signed_in:
        raise SignInFirst
    it = found(request, slug)
    if it is None:
        raise NotHere
    act(actor=request.actor, community=it)
    return HttpResponseRedirect(next_page(request, f"/c/{it.slug}"))
