"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tertulia.core.communities.queries import communities_listed, communities_of
from tertulia.core.threads.queries import thread_rows
from tertulia.lenses.reading.fragments import row_html
from tertulia.lenses.reading.frames import page

MOST = 7


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what moved where one belongs; to visitors, what there is."""
    mine = communities_of(request.actor)
    ids = {each.id for each in mine}
    rows = thread_rows(request.actor, communities=ids or None, limit=MOST)
    context = {
        "place": "home",
        "my_communities": mine,
        "threads": [row_html(row) for row in rows],
        "communities": [c for c in communities_listed(request.actor) if c.id not in ids],
    }
    channels = ",".join(f"community-{each}" for each in sorted(ids)[:20])
    return page(request, "reading/home.html", context, channels=channels.replace(",", " "))
