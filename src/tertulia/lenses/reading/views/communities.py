"""The communities there are, and one of them with what is talked about."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tertulia.core.communities.actions import join_community, leave_community
from tertulia.core.communities.models import Community, JoinPolicy
from tertulia.core.communities.permissions import can_found_community
from tertulia.core.communities.queries import community_by_slug, moved_slug, places_to_found
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.models import Lane
from tertulia.core.threads.queries import ThreadRow
from tertulia.kit.web.refusals import NotHere, SignInFirst
from tertulia.lenses.reading.community_page import CommunityPage, community_page
from tertulia.lenses.reading.cursors import cursor_of, moment_and_id
from tertulia.lenses.reading.family import family_of
from tertulia.lenses.reading.finder_page import (
    Wanted,
    communities_found,
    communities_with_titles,
    place_of,
)
from tertulia.lenses.reading.fragments import beside_community, listed_threads
from tertulia.lenses.reading.frames import PLACE_OF_FRAGMENT, page
from tertulia.lenses.reading.list_page import ListedThread, threads_listed
from tertulia.lenses.reading.views.forms import next_page

Before = tuple[datetime, int] | None


@require_GET
def communities(request: HttpRequest) -> HttpResponse:
    """Find a community: by words, by how one joins, the liveliest first."""
    given, actor = request.GET, request.actor
    words, join_policy = given.get("q", "").strip()[:200], given.get("join", "")
    wanted = Wanted(
        words=words,
        join=join_policy if join_policy in JoinPolicy.values else "",
        mine="mine" in given and actor.signed_in,
        archived="archived" in given,
        titles=communities_with_titles(actor, words) if words else (),
    )
    before = moment_and_id(given.get("before", ""))
    listed, more = communities_found(actor, wanted, before=before)
    kept = {name: given[name] for name in ("q", "join", "mine", "archived") if name in given}
    more_at = urlencode({**kept, "before": cursor_of(*place_of(listed[-1]))}) if more else ""
    context = {
        "communities": listed,
        "wanted": wanted,
        "is_first_page": before is None,
        "more": f"?{more_at}" if more else "",
        "join_choices": [("", _("However one joins")), *JoinPolicy.choices],
        "may_found": can_found_community(actor) or bool(places_to_found(actor)),
        "place": "communities",
    }
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
    above, below = family_of(request.actor, it)
    context = {
        "community": it,
        "above": above,
        "below": below,
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
        shown=(it, kind, lane, before is None, bool(listed), context["more"], above, below),
    )


def _listed(
    request: HttpRequest, it: CommunityPage, kind: str, lane: str, before: Before
) -> tuple[list[ListedThread], bool]:
    if not it.may_read:
        return [], False
    placed = it.placed_count > 0
    return threads_listed(
        request.actor,
        it.id,
        kind=kind,
        lane=lane,
        before=before,
        has_placed=placed,
        has_pins=it.has_pins,
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
