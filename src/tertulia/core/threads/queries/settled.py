"""How a thread stands by its rows: closed, resolved, answered; and by which answer.

Whoever calls has checked the thread.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tertulia.core.threads.models import Acceptance, Closure, Resolution, Status
from tertulia.core.threads.queries.posts import Byline, byline


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answer that was accepted: where it stands, its words as plain text, who accepted it."""

    post_id: int
    number: int
    by: Byline
    text: str
    language: str
    accepted_by: Byline | None
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class ResolutionRow:
    """Who said that a thread is settled, and when."""

    by: Byline
    resolved_at: datetime


_ANSWER = (
    "post_id", "post__number", "post__author_id", "post__alias", "post__author__name",
    "post__author__handle", "post__text", "post__language", "accepter_id", "accepter__name",
    "accepter__handle", "accepted_at", "post__thread__author_id", "post__thread__alias",
)  # fmt: skip


def acceptances_in(thread_id: int) -> QuerySet[Acceptance]:
    """Return the acceptances that hold in a thread, the newest first."""
    rows = Acceptance.objects.filter(post__thread=thread_id, withdrawn_at=None)
    return rows.order_by("-accepted_at", "-id")


def resolutions_of(thread_id: int) -> QuerySet[Resolution]:
    """Return the resolutions that hold of a whole thread."""
    return Resolution.objects.filter(
        root__thread=thread_id, root__number=1, reopened_at=None
    ).order_by("-id")


def words_kept(thread_id: int) -> dict[str, Any]:
    """Return `status` and `answer_post` as the rows say they are: what the thread keeps of them."""
    standing = acceptances_in(thread_id).filter(post__is_removed=False)
    answer = standing.values_list("post_id", flat=True).first()
    status = Status.ANSWERED if answer else Status.OPEN
    if resolutions_of(thread_id).exists():
        status = Status.RESOLVED
    if Closure.objects.filter(thread=thread_id, reopened_at=None).exists():
        status = Status.CLOSED
    return {"status": status.value, "answer_post": answer}


def answer_of(thread_id: int) -> AnswerRow | None:
    """Return the accepted answer of a thread, if one stands."""
    standing = acceptances_in(thread_id).filter(post__is_removed=False)
    row = standing.values_list(*_ANSWER).first()
    if row is None:
        return None
    (post, number, author, alias, name, handle, text, language, accepter, accepter_name,
     accepter_handle, accepted_at, asker, asker_alias) = row  # fmt: skip
    # Under an alias the asker accepts under it too.
    hidden = asker_alias if accepter == asker else ""
    accepted_by = byline(accepter, hidden, accepter_name, accepter_handle) if accepter else None
    by = byline(author, alias, name, handle)
    return AnswerRow(post, number, by, text, language, accepted_by, accepted_at)


def resolution_of(thread_id: int) -> ResolutionRow | None:
    """Return the resolution of a thread that holds now."""
    columns = (
        "resolver_id", "resolver__name", "resolver__handle", "resolved_at",
        "root__author_id", "root__alias",
    )  # fmt: skip
    row = resolutions_of(thread_id).values_list(*columns).first()
    if row is None:
        return None
    alias = row[5] if row[0] == row[4] else ""
    return ResolutionRow(byline(row[0], alias, row[1], row[2]), row[3])
