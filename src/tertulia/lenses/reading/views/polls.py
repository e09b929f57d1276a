"""A poll: what came of it, voting, asking and closing."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from tertulia.core.threads.queries import post_facts, post_row
from tertulia.core.threads.queries.posts import PostRow
from tertulia.engage.polls.actions import Wanted, close_poll, set_poll, vote
from tertulia.engage.polls.permissions import can_close_poll, can_set_poll, can_vote
from tertulia.engage.polls.queries import PollRow, Seen, poll_seen
from tertulia.kit.web.refusals import NotHere, Refused
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.pieces import poll_as_seen
from tertulia.lenses.reading.views.asked import poll_wanted
from tertulia.lenses.reading.views.engaging import address_of
from tertulia.lenses.reading.views.forms import wants_json


@require_http_methods(["GET", "POST"])
def poll(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show the poll of a post and what came of it; let its author ask."""
    seen = poll_seen(request.actor, post_id)
    row = _row(post_id)
    if wants_json(request) and request.method == "GET":
        return _told(row, seen)
    problem, status = "", 200
    if request.method == "POST":
        try:
            wanted = poll_wanted(request) or Wanted("")
            set_poll(actor=request.actor, post_id=post_id, wanted=wanted)
            return HttpResponseRedirect(address_of(row))
        except Refused as refusal:
            if isinstance(refusal, NotHere):
                raise
            problem, status = str(refusal), refusal.status
    facts = post_facts(request.actor, post_id)
    may_set = facts is not None and can_set_poll(request.actor, facts)
    if facts is None or (seen is None and not may_set):
        raise NotHere
    context = {
        "row": row,
        "address": address_of(row),
        "seen": seen,
        "poll": seen.poll if seen else None,
        "given": request.POST if problem else _fields(seen.poll if seen else None),
        "problem": problem,
        "may_vote": can_vote(request.actor, facts),
        "may_set": may_set and not (seen and (seen.poll.voter_count or seen.poll.closed_at)),
        "may_close": can_close_poll(request.actor, facts),
    }
    return page(request, "reading/poll.html", context, status=status)


@require_http_methods(["GET", "POST"])
def cast(request: HttpRequest, post_id: int) -> HttpResponse:
    """Vote, or take the vote back; to those who only look, show the poll."""
    if request.method == "GET":
        return HttpResponseRedirect(f"/posts/{post_id}/poll")
    back = request.POST.get("take_back") == str(post_id)
    vote(actor=request.actor, post_id=post_id, places=[] if back else _chosen(request, post_id))
    row = _row(post_id)
    if wants_json(request):
        return _told(row, poll_seen(request.actor, post_id))
    return HttpResponseRedirect(address_of(row))


@require_POST
def close(request: HttpRequest, post_id: int) -> HttpResponse:
    """Take no more votes."""
    close_poll(actor=request.actor, post_id=post_id)
    return HttpResponseRedirect(f"/posts/{post_id}/poll")


def _chosen(request: HttpRequest, post_id: int) -> list[int]:
    """Return the places that were chosen, by rank where they were ranked."""
    start = f"rank-{post_id}-"
    given = {
        name.removeprefix(start): str(rank)
        for name, rank in request.POST.items()
        if name.startswith(start)
    }
    ranked = [(int(r), int(p)) for p, r in given.items() if _small(r) and _small(p)]
    if ranked:
        return [place for _rank, place in sorted(ranked)]
    return [int(place) for place in request.POST.getlist(f"vote-{post_id}") if _small(place)]


def _small(given: str) -> bool:
    return given.isascii() and given.isdigit() and len(given) < 4


def _told(row: PostRow, seen: Seen | None) -> JsonResponse:
    """Answer a script with the poll as the viewer sees it, and what they chose."""
    if seen is None:
        raise NotHere
    ranked = seen.poll.sort == "ranked"
    mine = [f"{rank if ranked else 1}:{place}" for rank, place in enumerate(seen.mine, 1)]
    return JsonResponse({"post": row.id, "poll": poll_as_seen(row, seen.poll), "mine": mine})


def _fields(it: PollRow | None) -> dict[str, str]:
    """Return a poll as the fields of its form hold it."""
    if it is None:
        return {}
    return {
        "poll_question": it.question,
        "poll_options": "\n".join(one.words for one in it.options),
        "poll_sort": it.sort,
        "poll_results": it.results,
        "poll_named": "1" if it.is_named else "",
        "poll_closes": it.closes_at.strftime("%Y-%m-%dT%H:%M+00:00") if it.closes_at else "",
    }


def _row(post_id: int) -> PostRow:
    row = post_row(post_id)
    if row is None:
        raise NotHere
    return row
