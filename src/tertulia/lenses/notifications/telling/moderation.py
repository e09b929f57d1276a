"""News of moderation: what somebody wrote was hidden or closed by others, and why."""

from collections.abc import Iterator, Sequence

from tertulia.core.activity.queries import Entry
from tertulia.core.threads.models import Closure, Post, Removal, Thread
from tertulia.lenses.notifications.models import Cause
from tertulia.lenses.notifications.telling.news import News, teller


@teller("post.removed", "post.restored")
def tell_of_removed_posts(entries: Sequence[Entry]) -> Iterator[News]:
    """Tell who wrote a post that others hid it, or brought it back."""
    authors = dict(
        Post.objects.filter(pk__in={entry.post for entry in entries}).values_list("pk", "author_id")
    )
    for entry in entries:
        author = authors.get(entry.post or 0)
        if author is not None and author != entry.actor:
            reason = _reason_of_removal(thread=entry.thread, post=entry.post)
            yield _news(entry, author, "post_" + entry.verb.partition(".")[2], reason)


@teller("thread.removed", "thread.restored", "thread.status_changed", "thread.moved")
def tell_of_threads(entries: Sequence[Entry]) -> Iterator[News]:
    """Tell who began a thread that others hid, closed, opened or moved it."""
    rows = Thread.objects.filter(pk__in={entry.thread for entry in entries})
    found = {row[0]: row[1:] for row in rows.values_list("pk", "author_id", "status")}
    for entry in entries:
        author, status = found.get(entry.thread or 0, (None, ""))
        if author is None or author == entry.actor:
            continue
        what, reason = "thread_" + entry.verb.partition(".")[2], ""
        if entry.verb == "thread.status_changed":
            if status != "closed":
                continue  # that a question was answered is told as such
            what, reason = "thread_closed", _reason_of_closure(entry.thread)
        elif entry.verb == "thread.removed":
            reason = _reason_of_removal(thread=entry.thread, post=None)
        yield _news(entry, author, what, reason)


def _news(entry: Entry, person: int, what: str, reason: str) -> News:
    return News(
        person=person,
        cause=Cause.MODERATION,
        key=f"activity-{entry.id}",
        activity=entry.id,
        at=entry.recorded_at,
        by=entry.actor,
        thread=entry.thread,
        post=entry.post,
        data={"what": what, "reason": reason[:1_000]},
    )


def _reason_of_removal(*, thread: int | None, post: int | None) -> str:
    rows = Removal.objects.filter(thread=thread, post=post).order_by("-pk")
    return rows.values_list("reason", flat=True).first() or ""


def _reason_of_closure(thread: int | None) -> str:
    rows = Closure.objects.filter(thread=thread, reopened_at=None).order_by("-pk")
    return rows.values_list("reason", flat=True).first() or ""
