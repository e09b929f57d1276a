"""The only writes of bookmarks."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.threads.queries import post_facts, thread_facts
from tertulia.engage.bookmarks.models import Bookmark
from tertulia.engage.bookmarks.permissions import can_bookmark
from tertulia.kit.jobs.outbox import enqueue
from tertulia.kit.jobs.registry import job_named
from tertulia.kit.limits import spend
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst

MAX_NOTE = 500
MOST = 5_000
FARTHEST = timedelta(days=366 * 5)


def keep_bookmark(
    *,
    actor: Actor,
    post_id: int | None = None,
    thread_id: int | None = None,
    note: str = "",
    remind_at: datetime | None = None,
) -> int:
    """Bookmark a post or a thread with this note and reminder; return the bookmark's id.

    Doing it again changes note and reminder.
    """
    _require_seen(actor, post_id, thread_id)
    spend("bookmark", str(actor.person_id))
    note = checked_text(note.strip(), limit=MAX_NOTE, field="note")
    _checked_time(remind_at)
    mine = Bookmark.objects.filter(person=actor.person_id)
    with transaction.atomic():
        row = mine.filter(post=post_id, thread=thread_id).select_for_update().first()
        if row is None:
            if mine.count() >= MOST:
                raise Refused(_("You have 5,000 bookmarks. Let go of some first."))
            row, _is_new = Bookmark.objects.get_or_create(
                person_id=actor.person_id, post_id=post_id, thread_id=thread_id
            )
        if row.remind_at != remind_at:
            row.reminded_at = None
        row.note, row.remind_at = note, remind_at
        row.save()
        if remind_at and row.reminded_at is None:
            _promise_reminder(row)
    return row.pk


def drop_bookmark(
    *, actor: Actor, post_id: int | None = None, thread_id: int | None = None
) -> None:
    """Let go of a bookmark, also of what one no longer sees."""
    if not actor.signed_in:
        raise SignInFirst
    Bookmark.objects.filter(person=actor.person_id, post=post_id, thread=thread_id).delete()


def remind_owner(*, actor: Actor, bookmark_id: int, due: datetime) -> None:
    """Say that the time of a reminder has come, once; not where it was changed meanwhile."""
    with transaction.atomic():
        rows = Bookmark.objects.select_for_update(of=("self",)).select_related("post")
        row = rows.filter(pk=bookmark_id, remind_at=due, reminded_at=None).first()
        if row is None:
            return
        row.reminded_at = timezone.now()
        row.save(update_fields=["reminded_at"])
        record(
            "bookmark.reminded",
            actor=actor,
            thread=row.post.thread_id if row.post else row.thread_id,
            post=row.post_id,
            person=row.person_id,
            data={"bookmark": row.pk},
        )


def _promise_reminder(row: Bookmark) -> None:
    job = job_named("remind")
    assert job is not None
    assert row.remind_at is not None
    enqueue(job, run_after=row.remind_at, bookmark=row.pk, due=row.remind_at.isoformat())


def _checked_time(remind_at: datetime | None) -> None:
    if remind_at is None:
        return
    if remind_at <= timezone.now():
        raise Refused(_("That time has passed. Choose one that is still to come."), "remind_at")
    if remind_at > timezone.now() + FARTHEST:
        raise Refused(_("That is more than five years away."), "remind_at")


def _require_seen(actor: Actor, post_id: int | None, thread_id: int | None) -> None:
    if not actor.signed_in:
        raise SignInFirst
    if post_id is not None:
        post = post_facts(actor, post_id)
        if post is None or not can_bookmark(actor, post):
            raise NotHere
    elif thread_facts(actor, thread_id or 0) is None:
        raise NotHere
