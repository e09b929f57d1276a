"""Conversations: what one says to a few people."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.core.communities.actions import leave_community
from tertulia.core.communities.actions.circles import add_to_circle
from tertulia.core.communities.models import Community
from tertulia.core.communities.queries import community_by_slug, members_of
from tertulia.core.threads.actions.conversing import start_conversation
from tertulia.core.threads.queries.conversations import PAGE, conversations_of
from tertulia.core.threads.queries.drafts import draft_of
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst
from tertulia.lenses.reading.cursors import cursor_of, moment_and_id
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.forms import let_draft_go, posted_text, wants_json


@require_GET
def conversations(request: HttpRequest) -> HttpResponse:
    """List one's conversations, the liveliest first."""
    _require_signed_in(request)
    before = moment_and_id(request.GET.get("before", ""))
    rows = conversations_of(request.actor, before=before, limit=PAGE + 1)
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    context = {
        "conversations": rows,
        "is_first_page": before is None,
        "more": f"?before={cursor_of(rows[-1].last_at, rows[-1].id)}" if more else "",
    }
    return page(request, "reading/conversations.html", context)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Say to whom, and what."""
    _require_signed_in(request)
    people = request.POST.get("people", request.GET.get("with", ""))[:1_000]
    draft = draft_of(request.actor, "conversation")
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        source = posted_text(request, "source")
        try:
            post = start_conversation(actor=request.actor, handles=people.split(","), source=source)
        except Refused as refusal:
            if wants_json(request) or isinstance(refusal, NotHere):
                raise
            problems[refusal.field or "body"], status = str(refusal), refusal.status
            draft = draft.holding(source)
        else:
            let_draft_go(request, "conversation")
            address = f"/t/{post.thread_id}/{post.thread.slug}"
            if wants_json(request):
                return JsonResponse({"url": address}, status=201)
            return HttpResponseRedirect(address)
    context = {"people_named": people, "draft": draft, "problems": problems}
    return page(request, "reading/begin_conversation.html", context, status=status)


@require_http_methods(["GET", "POST"])
def circle(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who belongs to a circle; take somebody in."""
    it = _circle(request, slug)
    problem, status = "", 200
    if request.method == "POST":
        handle = request.POST.get("person", "").replace("\0", "")[:100]
        try:
            add_to_circle(actor=request.actor, circle=it, handle=handle)
            return HttpResponseRedirect(f"/conversations/{it.slug}")
        except NotHere:
            raise
        except Refused as refusal:
            problem, status = str(refusal), refusal.status
    context = {
        "circle": it,
        "members": members_of(it, limit=50),
        "is_pair": "-" in it.slug,
        "person": request.POST.get("person", ""),
        "problem": problem,
    }
    return page(request, "reading/circle.html", context, status=status)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Belong to a circle no longer, and read nothing more there."""
    leave_community(actor=request.actor, community=_circle(request, slug))
    return HttpResponseRedirect("/conversations")


def _circle(request: HttpRequest, slug: str) -> Community:
    _require_signed_in(request)
    it = community_by_slug(request.actor, slug)
    if it is None or not it.is_circle:
        raise NotHere
    return it


def _require_signed_in(request: HttpRequest) -> None:
    if not request.actor.signed_in:
        raise SignInFirst
