"""Everything that one has begun to write and not yet sent."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tertulia.core.threads.actions import discard_draft
from tertulia.core.threads.queries.drafts import KeptDraft, drafts_of
from tertulia.kit.text.excerpts import excerpt
from tertulia.kit.web.refusals import SignInFirst
from tertulia.lenses.reading.frames import page

_WORDS = 40
_PLACES = {"thread": "/t/{}", "edit": "/posts/{}/edit"}
_ALONE = {"conversation": "/conversations/new", "new": "/ask"}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a few words, and where one goes on with it."""

    key: str
    seq: int
    where: str
    title: str
    words: str
    changed_at: datetime


@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """List one's drafts, the latest first; let go of one."""
    if not request.actor.signed_in:
        raise SignInFirst
    if request.method == "POST":
        given = request.POST.get("seq", "")
        seen = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 0
        # No more than what was shown: later words of another window stay.
        discard_draft(actor=request.actor, key=request.POST.get("key", "")[:80], sequence=seen)
        return HttpResponseRedirect("/drafts")
    context = {"drafts": [_line(row) for row in drafts_of(request.actor)]}
    return page(request, "reading/drafts.html", context)


def _line(row: KeptDraft) -> DraftLine:
    sort, _dash, name = row.key.partition("-")
    where = _PLACES[sort].format(name) if sort in _PLACES and name else ""
    if row.community:
        where = f"/c/{row.community}/new"
    where = _ALONE.get(row.key, where)
    title = row.title or row.thread_title or _("Without a title")
    return DraftLine(row.key, row.seq, where, title, excerpt(row.source, _WORDS), row.changed_at)
