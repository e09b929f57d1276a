"""The first page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tertulia.core.communities.queries import CommunityRow, communities_listed
from tertulia.lenses.reading.fragments import row_html
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.table_page import table_of, talked_about

SHOWN = 6


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show one's table and what is talked about now; to visitors, what this place is."""
    if request.actor.signed_in:
        return _table(request)
    listed = communities_listed(request.actor)
    names = {each.id: (each.name, f"/c/{each.slug}") for each in listed}
    rows = talked_about(request.actor)
    context = {
        "place": "home",
        "my_communities": [],
        "now": [row_html(row, names.get(row.community_id)) for row in rows],
        "communities": _shown(listed),
        "has_more": len(listed) > SHOWN,
        "how_to_sign_up": settings.TERTULIA.sign_up,
    }
    return page(request, "reading/home.html", context)


def _table(request: HttpRequest) -> HttpResponse:
    it = table_of(request.actor)
    names = {each.id: (each.name, f"/c/{each.slug}") for each in (*it.mine, *it.others)}
    context = {
        "place": "home",
        "my_communities": it.mine,
        "table": [
            (seat, row_html(seat.row, names.get(seat.row.community_id)) if seat.row else "")
            for seat in it.seats
        ],
        "now": [row_html(row, names.get(row.community_id)) for row in it.now],
        "communities": it.others[:SHOWN],
        "has_more": True,
    }
    channels = " ".join(sorted(f"community-{each.id}" for each in it.mine)[:20])
    return page(request, "reading/home.html", context, channels=channels, shown=it)


def _shown(listed: list[CommunityRow]) -> list[CommunityRow]:
    """Return the liveliest of those that say what they are about, then the others."""
    said = sorted(listed, key=lambda each: not each.domain_statement)
    return said[:SHOWN]
