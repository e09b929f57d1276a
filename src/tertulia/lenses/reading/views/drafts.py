"""Everything that one has begun to write and not yet sent."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tertulia.core.threads.actions import discard_draft, discard_words_beside, save_draft
from tertulia.core.threads.actions.drafts import MOST_BESIDE, NewerDraft, Window, Words
from tertulia.core.threads.queries.drafts import BesideRow, DraftRow, KeptDraft, draft_of, drafts_of
from tertulia.kit.text.excerpts import excerpt
from tertulia.kit.web.refusals import Refused, SignInFirst
from tertulia.lenses.reading.frames import page

_WORDS = 40
_PLACES = {"thread": "/t/{}", "edit": "/posts/{}/edit"}
_ALONE = {"conversation": "/conversations/new", "new": "/ask"}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a few words, all that was typed, and where one goes on with it."""

    key: str
    seq: int
    where: str
    title: str
    words: str
    typed: str
    changed_at: datetime
    beside: tuple[tuple[int, str], ...]


@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    """List one's drafts, the latest first; let go of one."""
    if not request.actor.signed_in:
        raise SignInFirst
    if request.method == "POST":
        key = request.POST.get("key", "")[:80]
        if request.POST.get("beside"):
            number = _posted_number(request, "beside")
            discard_words_beside(actor=request.actor, key=key, number=number)
        else:
            # No more than what was shown: later words of another window stay.
            seen = _posted_number(request, "seq")
            discard_draft(actor=request.actor, key=key, sequence=seen)
        return HttpResponseRedirect("/drafts")
    context = {"drafts": [_line(row) for row in drafts_of(request.actor)]}
    return page(request, "reading/drafts.html", context)


def _posted_number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 0


def _line(row: KeptDraft) -> DraftLine:
    sort, _dash, name = row.key.partition("-")
    where = _PLACES[sort].format(name) if sort in _PLACES and name else ""
    if row.community:
        where = f"/c/{row.community}/new"
    where = _ALONE.get(row.key, where)
    title = row.title or row.thread_title or _("Without a title")
    typed = _typed(row.title, row.source, row.fields)
    words = excerpt(row.source or typed, _WORDS)
    beside = tuple((one.id, _typed(one.title, one.source, one.fields)) for one in row.beside)
    return DraftLine(row.key, row.seq, where, title, words, typed, row.changed_at, beside)


def _typed(title: str, source: str, fields: dict[str, Any]) -> str:
    """Return everything that was typed as one text, from which it can be copied."""
    typed = [str(value) for name, value in fields.items() if "=" not in name]
    return "\n\n".join(part for part in (title, source, *typed) if part.strip())


@require_http_methods(["GET", "PUT", "DELETE"])
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Keep, return or let go of a draft. 409 returns the later one of another window."""
    if not request.actor.signed_in:
        raise SignInFirst
    if request.method == "GET":
        return JsonResponse(_shown(draft_of(request.actor, key)))
    given = _given(request)
    if request.method == "PUT":
        return _save(request, key, given)
    if "beside" in given:
        discard_words_beside(actor=request.actor, key=key, number=_number(given, "beside") or 0)
    else:
        discard_draft(actor=request.actor, key=key, sequence=_number(given, "seq"))
    return HttpResponse(status=204)


def _save(request: HttpRequest, key: str, given: dict[str, Any]) -> HttpResponse:
    window = Window(_text(given, "window")[:40], _number(given, "turn") or 0)
    words = _words(given)
    status = 200
    try:
        save_draft(
            actor=request.actor,
            key=key,
            sequence=max((_number(given, "seq") or 1) - 1, 0),  # the page numbers this saving
            source=words.source,
            title=words.title,
            extra=words.extra,
            window=window,
            beside=[_words(one) for one in _beside(given)],
        )
    except NewerDraft:
        status = 409
    row = draft_of(request.actor, key)
    beside = [_other(one) for one in row.beside if not window.name or one.window != window.name]
    if status == 200:
        return JsonResponse({"seq": row.seq, "beside": beside})
    return JsonResponse(_shown(row) | {"beside": beside}, status=status)


def _shown(row: DraftRow) -> dict[str, Any]:
    words = {"title": row.title, "source": row.source, "fields": row.fields}
    return {"key": row.key, "seq": row.seq, **words, "beside": [_other(one) for one in row.beside]}


def _other(row: BesideRow) -> dict[str, Any]:
    return {"id": row.id, "title": row.title, "source": row.source, "fields": row.fields}


def _given(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise _torn() from error
    if not isinstance(given, dict):
        raise _torn()
    return given


def _torn() -> Refused:
    return Refused(_("This draft did not arrive in one piece."))


def _words(given: dict[str, Any]) -> Words:
    fields = given.get("fields", {})
    if not isinstance(fields, dict) or not all(isinstance(one, str) for one in fields.values()):
        raise _torn()
    return Words(_text(given, "source"), _text(given, "title"), fields)


def _beside(given: dict[str, Any]) -> list[dict[str, Any]]:
    others = given.get("beside", [])
    if not isinstance(others, list) or not all(isinstance(one, dict) for one in others):
        raise _torn()
    return others[:MOST_BESIDE]


def _number(given: dict[str, Any], name: str) -> int | None:
    number = given.get(name)
    return number if type(number) is int and 0 <= number < 2**53 else None


def _text(given: dict[str, Any], name: str) -> str:
    text = given.get(name, "")
    if not isinstance(text, str):
        raise _torn()
    return text
