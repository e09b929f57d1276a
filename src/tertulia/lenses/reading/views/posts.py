"""One post: change it, hide it, bring it back, see what it said before."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from tertulia.core.threads.actions import (
    accept_answer,
    edit_post,
    remove_post,
    restore_post,
    withdraw_acceptance,
)
from tertulia.core.threads.models import Post
from tertulia.core.threads.permissions import (
    PostFacts,
    can_accept_answer,
    can_edit_post,
    can_remove_post,
    posts_visible_to,
)
from tertulia.core.threads.queries import post_facts, post_row
from tertulia.core.threads.queries.drafts import DraftRow, draft_of
from tertulia.kit.web.refusals import Conflict, NotHere, Refused, SignInFirst, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.forms import let_draft_go, posted_text, wants_json
from tertulia.lenses.reading.views.written import written_with_files


def found_post(request: HttpRequest, post_id: int) -> tuple[PostFacts, Post]:
    """Return a post whose words the reader sees, and what permission asks of it."""
    facts = post_facts(request.actor, post_id)
    post = posts_visible_to(request.actor).select_related("thread").filter(pk=post_id).first()
    if facts is None or post is None:
        raise NotHere
    return facts, post


def address_in_thread(post: Post) -> str:
    """Return where the post stands."""
    return f"/t/{post.thread_id}/{post.thread.slug}/{post.number}#p{post.number}"


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, post_id: int) -> HttpResponse:
    """Change the words of a post."""
    if not request.actor.signed_in:
        raise SignInFirst
    facts, post = found_post(request, post_id)
    require(can_edit_post(request.actor, facts))
    if request.method == "GET":
        draft = draft_of(request.actor, f"edit-{post.id}")
        began = draft.fields.get("revision", str(post.revision_count))
        theirs = post.source if draft.seq and began != str(post.revision_count) else ""
        draft = draft if draft.seq else draft.holding(post.source)
        return _edit_form(request, post, draft, theirs=theirs)
    source = posted_text(request, "source")
    given = request.POST.get("revision", "")
    revision = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
    try:
        source = written_with_files(request)
        edit_post(actor=request.actor, post_id=post_id, source=source, revision=revision)
    except NotHere:
        raise
    except Refused as refusal:
        theirs = post.source if isinstance(refusal, Conflict) else ""
        if wants_json(request):
            if not theirs:
                raise
            told = {"detail": str(refusal), "source": theirs, "revision": post.revision_count}
            return JsonResponse(told, status=refusal.status)
        draft = DraftRow(f"edit-{post.id}", source=source)
        return _edit_form(request, post, draft, str(refusal), refusal.status, theirs)
    if request.POST.get("draft"):
        let_draft_go(request, f"edit-{post_id}")
    address = address_in_thread(post)
    return JsonResponse({"url": address}) if wants_json(request) else HttpResponseRedirect(address)


def _edit_form(
    request: HttpRequest,
    post: Post,
    draft: DraftRow,
    error: str = "",
    status: int = 200,
    theirs: str = "",
) -> HttpResponse:
    context = {
        "post": post,
        "revision": post.revision_count,
        "draft": draft,
        "error": error,
        "theirs": theirs,
    }
    return page(request, "reading/edit_post.html", context, status=status)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, post_id: int) -> HttpResponse:
    """Ask why, and hide the post."""
    if not request.actor.signed_in:
        raise SignInFirst
    facts, post = found_post(request, post_id)
    require(can_remove_post(request.actor, facts))
    if request.method == "POST":
        remove_post(
            actor=request.actor, post_id=post_id, reason=posted_text(request, "reason").strip()
        )
        return HttpResponseRedirect(address_in_thread(post))
    return page(request, "reading/remove_post.html", {"post": post, "row": post_row(post.id)})


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, post_id: int) -> HttpResponse:
    """Ask once more, and make the post the answer of its thread, or with `not` no longer."""
    if not request.actor.signed_in:
        raise SignInFirst
    facts, post = found_post(request, post_id)
    require(can_accept_answer(request.actor, facts.thread))
    if request.method == "GET":
        context = {
            "post": post,
            "row": post_row(post.id),
            "is_answer": post.thread.answer_post == post.id,
        }
        return page(request, "reading/accept_answer.html", context)
    if request.POST.get("not"):
        withdraw_acceptance(actor=request.actor, thread_id=post.thread_id)
    else:
        accept_answer(actor=request.actor, thread_id=post.thread_id, number=post.number)
    if wants_json(request):
        return HttpResponse(status=204)
    return HttpResponseRedirect(address_in_thread(post))


@require_POST
def restore(request: HttpRequest, post_id: int) -> HttpResponse:
    """Bring a hidden post back."""
    if not request.actor.signed_in:
        raise SignInFirst
    _facts, post = found_post(request, post_id)
    restore_post(actor=request.actor, post_id=post_id)
    return HttpResponseRedirect(address_in_thread(post))
