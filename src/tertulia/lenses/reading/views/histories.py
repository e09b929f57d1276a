"""What a post said before: every state, two of them side by side, and back to one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.core.threads.actions import end_wiki, open_wiki, roll_back_post
from tertulia.core.threads.permissions import can_edit_post, can_restore_post, can_turn_into_wiki
from tertulia.core.threads.queries import post_row
from tertulia.core.threads.queries.histories import (
    StateRow,
    removal_of,
    revisions_of,
    states_of,
    wiki_of,
)
from tertulia.kit.text.diff import side_by_side
from tertulia.kit.web.refusals import NotHere, SignInFirst, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.posts import address_in_thread, found_post


@require_GET
def revisions(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show what the post said before; to whom it concerns, why it was hidden."""
    facts, post = found_post(request, post_id)
    removal = removal_of(post.id) if post.is_removed else None
    context = {
        "post": post,
        "row": post_row(post.id),
        "html": post.html,
        "revisions": revisions_of(post),
        "removal": removal,
        "wiki": wiki_of(post) if post.is_wiki else None,
        "may_edit": can_edit_post(request.actor, facts),
        "may_restore": removal is not None
        and can_restore_post(request.actor, facts, removal.remover_id),
    }
    return page(request, "reading/revisions.html", context)


@require_GET
def compare(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show two states of the post side by side: the last edit, unless others are chosen."""
    facts, post = found_post(request, post_id)
    states = {state.number: state for state in states_of(post)}
    newest = post.revision_count
    before = _chosen(request, "from", states, max(newest - 1, 0))
    after = _chosen(request, "to", states, newest)
    context = {
        "post": post,
        "states": list(states.values()),
        "before": before,
        "after": after,
        "lines": side_by_side(before.source, after.source),
        "may_edit": can_edit_post(request.actor, facts),
    }
    return page(request, "reading/compare.html", context)


def _chosen(request: HttpRequest, name: str, states: dict[int, StateRow], usual: int) -> StateRow:
    given = request.GET.get(name, "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else usual
    if number not in states:
        raise NotHere
    return states[number]


@require_POST
def roll_back(request: HttpRequest, post_id: int, number: int) -> HttpResponse:
    """Let the post say again what it said in state `number`."""
    if not request.actor.signed_in:
        raise SignInFirst
    _facts, post = found_post(request, post_id)
    given = request.POST.get("revision", "")
    known = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
    roll_back_post(actor=request.actor, post_id=post_id, number=number, revision=known)
    return HttpResponseRedirect(address_in_thread(post))


@require_http_methods(["GET", "POST"])
def wiki(request: HttpRequest, post_id: int) -> HttpResponse:
    """Say what a wiki post is, and make the post one, or with `not` no longer."""
    if not request.actor.signed_in:
        raise SignInFirst
    facts, post = found_post(request, post_id)
    require(can_turn_into_wiki(request.actor, facts))
    if request.method == "GET":
        context = {"post": post, "wiki": wiki_of(post) if post.is_wiki else None}
        return page(request, "reading/wiki.html", context)
    (end_wiki if request.POST.get("not") else open_wiki)(actor=request.actor, post_id=post_id)
    return HttpResponseRedirect(address_in_thread(post))
