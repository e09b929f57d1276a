"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tertulia.core.communities.queries import CommunityRow, communities_listed, communities_of
from tertulia.lenses.reading.fragments import row_html
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.table_page import table_of, talked_about

MOST = 8
SHOWN_TO_VISITORS = 6


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show one's table and what is talked about now; to visitors, what this place is."""
    actor = request.actor
    mine = communities_of(actor)
    listed = communities_listed(actor)
    names = {each.id: (each.name, f"/c/{each.slug}") for each in (*listed, *mine)}
    ids = {each.id for each in mine}
    rows = talked_about(actor, in_mine=bool(ids))
    others = [each for each in listed if each.id not in ids]
    table = table_of(actor)
    served = {each.row.id for each in table}
    context = {
        "place": "home",
        "my_communities": mine,
        "table": [(each, row_html(each.row, names.get(each.row.community_id))) for each in table],
        "now": [row_html(row, names.get(row.community_id)) for row in rows if row.id not in served][
            :MOST
        ],
        "communities": _shown(others),
        "has_more": len(others) > SHOWN_TO_VISITORS,
    }
    channels = " ".join(f"community-{each}" for each in sorted(ids)[:20])
    return page(request, "reading/home.html", context, channels=channels)


def _shown(listed: list[CommunityRow]) -> list[CommunityRow]:
    """Return the liveliest of those that say what they are about, then the others."""
    said = sorted(listed, key=lambda each: not each.domain_statement)
    return said[:SHOWN_TO_VISITORS]
