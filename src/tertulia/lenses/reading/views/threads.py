"""The thread page, and writing in it."""

import json
from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tertulia.core.threads.actions import AnchorGiven, reply
from tertulia.core.threads.queries import chunk_of, post_row
from tertulia.core.threads.queries.drafts import DraftRow, draft_of
from tertulia.core.threads.queries.former import address_now
from tertulia.core.threads.queries.histories import thread_removal_of
from tertulia.core.threads.queries.links import links_of
from tertulia.core.threads.queries.posts import number_on_day, numbers_around
from tertulia.engage.following.actions import mark_read
from tertulia.engage.polls.actions import write_with_poll
from tertulia.kit.api.idempotency import answer_once
from tertulia.kit.web.composed import Fragment, Segment
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst
from tertulia.lenses.reading.doorstep import Version, seen_by_visitors
from tertulia.lenses.reading.fragments import (
    beside_thread,
    head_for_visitors,
    head_of_thread,
    links_of_thread,
    posts_fragment,
    render_posts,
    shows_post,
    shows_posts,
)
from tertulia.lenses.reading.frames import PLACE_OF_FRAGMENT, page
from tertulia.lenses.reading.post_facts import facts_of_posts
from tertulia.lenses.reading.thread_page import ThreadPage, kind_acts, thread_page
from tertulia.lenses.reading.views.asked import poll_wanted
from tertulia.lenses.reading.views.forms import let_draft_go, posted_text, wants_json
from tertulia.lenses.reading.views.written import written_with_files


@require_GET
def thread(request: HttpRequest, thread_id: int, slug: str = "", number: int = 0) -> HttpResponse:
    """Show a thread where the reader left off, or at post `number`."""
    it = thread_page(request.actor, thread_id)
    if it is None or (number and not shows_post(it, number)):
        now = address_now(request.actor, thread_id, number)
        if now is not None:
            return HttpResponseRedirect(now)
    if it is None:
        raise NotHere
    jump = _number(request, "post")
    if jump is None and request.GET.get("day"):
        jump = number_on_day(it.id, request.GET["day"], request.actor.time_zone)
    if jump is not None:
        jump = min(max(jump, 1), it.facts.last_number)
        return HttpResponseRedirect(f"{it.address(jump)}#p{jump}")
    if slug != it.slug or number > it.facts.last_number:
        asked = number if 0 < number <= it.facts.last_number else None
        return HttpResponseRedirect(it.address(asked))
    chunk = chunk_of(number or it.first_unread or 1)
    if it.has_gaps and not shows_posts(it, chunk):
        before, behind = numbers_around(it.id, chunk)
        return HttpResponseRedirect(it.address(behind or before))
    return _page(request, it, chunk, at=number)


def _ways(it: ThreadPage, chunk: int) -> dict[str, str]:
    """Return where the earlier and the later posts are. Pages on which none is left are skipped."""
    before, behind = it.first_of(chunk) - 1, it.first_of(chunk + 1)
    if it.has_gaps:
        before, behind = numbers_around(it.id, chunk)
    first_before = it.first_of(chunk_of(before)) if before else None
    return {
        "previous": it.address(first_before) if first_before else "",
        "next": it.address(behind) if behind and behind <= it.facts.last_number else "",
    }


def _found(request: HttpRequest, thread_id: int) -> ThreadPage:
    it = thread_page(request.actor, thread_id)
    if it is None:
        raise NotHere
    return it


def _page(
    request: HttpRequest,
    it: ThreadPage,
    chunk: int,
    *,
    at: int = 0,
    error: str = "",
    source: str | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "t": it,
        "chunk": chunk,
        "at": at,
        "here_slug": it.community_slug,
        "piece": PLACE_OF_FRAGMENT,
        **_ways(it, chunk),
        "draft": _draft(request, it, source),
        "error": error,
        "reply_to": _number(request, "reply_to"),
        "anchor": _anchor(request),
        "removal": thread_removal_of(it.id) if it.facts.is_removed else None,
        **kind_acts(request.actor, it),
    }
    version, links = _links(request, it)
    writing = error or source is not None or context["reply_to"] or context["anchor"]
    plain = not (writing or it.has_draft or it.facts.is_removed)
    response = page(
        request,
        "reading/thread.html",
        context,
        fragments=[*_pieces(request, it, chunk), *links],
        channels=f"thread-{it.id}",
        status=status,
        shown=(it, chunk, at, context["acts"]) if plain else None,
    )
    response.kept_as = it.id, version
    return response


def _pieces(request: HttpRequest, it: ThreadPage, chunk: int) -> list[Segment]:
    """Return what the page is put together from, in the order of its places."""
    posts, facts = posts_fragment(it, chunk), facts_of_posts(request.actor, it.id, chunk)
    first = [] if request.actor.signed_in else [head_for_visitors(it, chunk)]
    return [*first, head_of_thread(it), posts, facts, beside_thread(it, chunk)]


def _links(request: HttpRequest, it: ThreadPage) -> tuple[Version, list[Fragment]]:
    """Return what the thread is joined to, and the version of all that visitors see."""
    version: Version = (it.version, it.community_version, 0)
    if not it.has_links:
        return version, []
    if not request.actor.signed_in:  # before the links are read: what is kept is never older
        version = seen_by_visitors(it.id) or version
    return version, [links_of_thread(links_of(request.actor, it.id))]


def _draft(request: HttpRequest, it: ThreadPage, source: str | None) -> DraftRow | None:
    if not it.may_reply:
        return None
    key = f"thread-{it.id}"
    draft = draft_of(request.actor, key) if it.has_draft else DraftRow(key)
    return draft if source is None else draft.holding(source)


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.POST.get(name) or request.GET.get(name) or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _anchor(request: HttpRequest) -> AnchorGiven | None:
    """Return the words of another post that the reply speaks about, if some were chosen."""
    exact = posted_text(request, "anchor_exact").strip()
    number = _number(request, "anchor_number")
    if not exact or number is None:
        return None
    return AnchorGiven(
        number=number,
        exact=exact,
        paragraph=request.POST.get("anchor_paragraph", "")[:40],
        start=_number(request, "anchor_start"),
    )


@require_POST
def reply_here(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Add a reply; where it is refused, give the words back with the reason."""
    if request.actor.person_id is None:
        raise SignInFirst
    key = request.headers.get("Idempotency-Key")
    try:
        source = written_with_files(request)
    except Refused as refusal:
        return _given_back(request, thread_id, posted_text(request, "source"), refusal)
    if not key:
        return _reply(request, thread_id, source)
    body = urlencode(sorted(request.POST.items())).encode("utf-8", "surrogatepass")
    return answer_once(
        request, request.actor.person_id, key, lambda: _reply(request, thread_id, source), body
    )


def _given_back(
    request: HttpRequest, thread_id: int, source: str, refusal: Refused
) -> HttpResponse:
    """Return the page with the words that were refused, and the reason."""
    if wants_json(request) or isinstance(refusal, NotHere):
        raise refusal
    it = _found(request, thread_id)
    return _page(
        request, it, it.last_chunk, error=str(refusal), source=source, status=refusal.status
    )


def _reply(request: HttpRequest, thread_id: int, source: str) -> HttpResponse:
    anchor = _anchor(request)
    try:
        post = write_with_poll(
            actor=request.actor,
            poll=poll_wanted(request),
            write=partial(
                reply,
                actor=request.actor,
                thread_id=thread_id,
                source=source,
                reply_to=None if anchor else _number(request, "reply_to"),
                anchor=anchor,
            ),
        )
    except Refused as refusal:
        return _given_back(request, thread_id, source, refusal)
    if request.POST.get("draft"):
        let_draft_go(request, f"thread-{thread_id}")
    address = f"/t/{thread_id}/{post.thread.slug}/{post.number}"
    if wants_json(request):
        row = post_row(post.id)
        html = render_posts([row]).strip() if row else ""
        told = {"id": post.id, "number": post.number, "html": html, "url": address}
        return JsonResponse(told, status=201)
    return HttpResponseRedirect(f"{address}#p{post.number}")


def read_here(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Remember how far the reader has come."""
    if request.method not in ("PUT", "POST"):
        return HttpResponse(status=405, headers={"Allow": "PUT, POST"})
    number, seconds = _number(request, "number"), 0
    if number is None:
        try:
            told = json.loads(request.body)
            number, seconds = int(told["number"]), int(told.get("seconds", 0))
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            OverflowError,
            RecursionError,
        ) as error:
            raise Refused(_("Say up to which post you have read.")) from error
    number = max(0, min(number, 2**31 - 1))
    mark_read(actor=request.actor, thread=thread_id, number=number, seconds=seconds)
    return HttpResponse(status=204)
