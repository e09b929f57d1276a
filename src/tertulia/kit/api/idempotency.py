"""`Idempotency-Key`: a write that is sent again is answered again, not done again."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tertulia.kit.api.models import IdempotentReply
from tertulia.kit.web.refusals import Refused

KEEP = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")


def answer_once(
    request: HttpRequest,
    person: int,
    key: str,
    answer: Callable[[], HttpResponse],
    body: bytes | None = None,
) -> HttpResponse:
    """Answer, or repeat what was answered to `key` within a day.

    The answer is stored in the transaction of the write. A request that comes while the first is
    under way waits for it: the row is claimed before anything else is written. What fails leaves
    nothing behind, so that it can be tried again. `body` stands for the request's where that was
    read as a form.
    """
    if not _KEY.fullmatch(key):
        raise Refused(_("The Idempotency-Key is 1 to 255 visible ASCII characters."))
    fingerprint = _fingerprint(request, request.body if body is None else body)
    with transaction.atomic():
        claimed, reply = _claim(person, key, fingerprint)
        if not claimed:
            return _repeat(reply, fingerprint)
        response = answer()
        if response.status_code < 400:
            _store(reply, response)
        else:
            transaction.set_rollback(True)
    return response


def _fingerprint(request: HttpRequest, body: bytes) -> str:
    parts = (request.method or "", request.get_full_path(), request.content_type or "")
    head = "\n".join(parts).encode()
    return hashlib.sha256(head + b"\n" + body).hexdigest()


def _claim(person: int, key: str, fingerprint: str) -> tuple[bool, IdempotentReply]:
    """Return whether the key was free, and its row, which is ours until the transaction ends."""
    now = timezone.now()
    mine = IdempotentReply.objects.filter(person=person, key=key)
    mine.filter(created__lt=now - KEEP).delete()
    row = IdempotentReply(person=person, key=key, request_hash=fingerprint, created=now)
    IdempotentReply.objects.bulk_create([row], ignore_conflicts=True)
    stored = mine.get()
    return stored.status == 0, stored


def _repeat(reply: IdempotentReply, fingerprint: str) -> HttpResponse:
    if reply.request_hash != fingerprint:
        raise Refused(_("This Idempotency-Key was used for another request."))
    headers = {**reply.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(reply.body, status=reply.status, headers=headers)


def _store(reply: IdempotentReply, response: HttpResponse) -> None:
    reply.status = response.status_code
    reply.headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    reply.body = response.content.decode()
    reply.save(update_fields=["status", "headers", "body"])


def forget_replies() -> int:
    """Delete the answers that are older than a day; how many."""
    return IdempotentReply.objects.filter(created__lt=timezone.now() - KEEP).delete()[0]
