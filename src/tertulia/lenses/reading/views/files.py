"""Files: bringing them, reading them, letting them go."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tertulia.core.threads.actions import forget_file, keep_file, save_draft
from tertulia.core.threads.models import File
from tertulia.core.threads.queries.drafts import draft_of
from tertulia.core.threads.queries.files import file_for, file_row
from tertulia.kit.media.serving import send_kept
from tertulia.kit.media.storing import content_of
from tertulia.kit.text.files import amount
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst
from tertulia.lenses.reading.views.forms import posted_text, wants_json
from tertulia.lenses.reading.views.written import taken_out, written_with_files

WIDEST = 10_000


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a file for a draft. Scripts get what to write; a form gets its words back with it."""
    if not request.actor.signed_in:
        raise SignInFirst
    if wants_json(request):
        return JsonResponse(_told(_one(request)), status=201)
    source = written_with_files(request)
    _keep_words(request, source)
    return HttpResponseRedirect(_back(request))


def _one(request: HttpRequest) -> File:
    given = request.FILES.get("file")
    if given is None:
        raise Refused(_("No file arrived. Please choose it again."), "file")
    return keep_file(
        actor=request.actor,
        file=content_of(given),
        name=given.name or "",
        draft=request.POST.get("draft", ""),
    )


def _told(row: File) -> dict[str, object]:
    return {
        "id": row.pk,
        "name": row.name,
        "family": row.family,
        "size": amount(row.size),
        "address": row.address,
        "markdown": file_row(row).markdown,
        "small": f"{row.address}?w=320" if row.picture else "",
    }


def _keep_words(request: HttpRequest, source: str) -> None:
    """Keep the words of a form as its draft: the page that comes back shows them."""
    key = request.POST.get("draft", "")[:80]
    title = request.POST.get("title", "")
    before = draft_of(request.actor, key)
    save_draft(actor=request.actor, key=key, sequence=before.seq, source=source, title=title)


def _back(request: HttpRequest) -> str:
    """Return the page that the form stood on."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    return f"{page.partition('#')[0]}#reply" if ours else "/"


@require_http_methods(["GET", "HEAD", "DELETE"])
def file(request: HttpRequest, file_id: int, name: str) -> HttpResponseBase:
    """Send a file to whoever may read it, `w` pixels wide where it is a picture."""
    if request.method == "DELETE":
        forget_file(actor=request.actor, file_id=file_id)
        return HttpResponse(status=204)
    found = file_for(request.actor, file_id)
    if found is None:
        raise NotHere
    row, for_all = found
    drawn = row.drawn(_width(request))
    try:
        return send_kept(
            request,
            drawn.digest,
            content_type=drawn.content_type,
            name=row.name,
            is_public=for_all,
        )
    except FileNotFoundError:
        raise NotHere(_("The bytes of this file are gone.")) from None


def _width(request: HttpRequest) -> int:
    given = request.GET.get("w", "")
    return min(int(given), WIDEST) if given.isascii() and given.isdigit() and len(given) < 6 else 0


@require_POST
def remove(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take a file out of a draft, words and all; the form's other words are kept."""
    if not request.actor.signed_in:
        raise SignInFirst
    forget_file(actor=request.actor, file_id=file_id)
    _keep_words(request, taken_out(posted_text(request, "source"), file_id))
    return HttpResponseRedirect(_back(request))
