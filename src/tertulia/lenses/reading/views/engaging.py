"""What one does with a post without writing: react."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.core.threads.queries import post_row
from tertulia.core.threads.queries.posts import PostRow
from tertulia.engage.reactions.actions import toggle_reaction
from tertulia.engage.reactions.names import SORTS
from tertulia.engage.reactions.queries import own_reactions, totals_of, who_reacted
from tertulia.kit.web.refusals import NotHere
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.pieces import reactions_html
from tertulia.lenses.reading.views.forms import wants_json

SHOWN = 100


@require_http_methods(["GET", "POST"])
def react(request: HttpRequest, post_id: int, name: str) -> HttpResponse:
    """Say a word to a post, or take it back; to those who only look, show who said it."""
    if request.method == "GET":
        return HttpResponseRedirect(f"/posts/{post_id}/reactions")
    toggle_reaction(actor=request.actor, post_id=post_id, name=name)
    row = _row(post_id)
    if wants_json(request):
        mine = own_reactions(request.actor, post_id)
        return JsonResponse({"post": post_id, "bar": reactions_html(row), "mine": mine})
    return HttpResponseRedirect(address_of(row))


@require_GET
def reactions(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show who reacted to a post."""
    people = {
        sort.name: who_reacted(request.actor, post_id, name=sort.name, limit=SHOWN)
        for sort in SORTS
    }
    totals = totals_of([post_id]).get(post_id, {})
    row = _row(post_id)
    groups = [
        {"sort": sort, "number": totals[sort.name], "people": people[sort.name]}
        for sort in SORTS
        if totals.get(sort.name)
    ]
    context = {"groups": groups, "row": row, "address": address_of(row)}
    return page(request, "reading/reactions.html", context)


def _row(post_id: int) -> PostRow:
    row = post_row(post_id)
    if row is None:
        raise NotHere
    return row


def address_of(row: PostRow) -> str:
    """Return where a post is read."""
    return f"/t/{row.thread_id}/{row.slug}/{row.number}#p{row.number}"
