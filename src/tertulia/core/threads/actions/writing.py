"""What every write in a thread does: make the words ready, then say that it happened."""

from typing import Any

from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.communities.actions import join_community
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import Standing, can_join_community
from tertulia.core.people.queries import known_handles
from tertulia.core.threads.models import Post, Thread
from tertulia.kit.text import Rendered, TextRefused, render
from tertulia.kit.text.fields import checked_line, checked_text
from tertulia.kit.text.languages import guess_language
from tertulia.kit.web.refusals import Refused

MAX_POST = 200_000
MAX_TITLE = 200


def checked_title(title: str) -> str:
    """Return the title, trimmed; raise Refused where it cannot be one."""
    return checked_line(title, limit=MAX_TITLE, field="title")


# What stands behind a thread's number in addresses that do something.
_TAKEN = frozenset(("reply", "read", "edit", "close", "reopen", "remove", "restore"))


def thread_slug(title: str) -> str:
    """Return the readable part of a thread's address."""
    slug = slugify(title)[:80].strip("-") or "thread"
    return f"{slug}-thread" if slug in _TAKEN else slug


def rendered(source: str, source_format: str = "markdown") -> Rendered:
    """Return the source as html and text; raise Refused with a sentence where it cannot be."""
    checked_text(source, limit=MAX_POST, field="body")
    if not source.strip():
        raise Refused(_("Please write something first."), "body")
    try:
        return render(source, source_format=source_format, known_handles=known_handles)
    except TextRefused as refusal:
        raise Refused(refusal.sentence, "body") from refusal


def fill(post: Post, source: str, made: Rendered) -> None:
    """Give `post` its words and what is made from them."""
    post.source = source
    post.html = made.html
    post.text = made.text
    post.rendered_with = made.rendered_with
    post.language = guess_language(made.text)


def come_in(actor: Actor, community_id: int, place: Standing) -> None:
    """Make who writes in an open community a member of it."""
    if can_join_community(actor, place):
        join_community(actor=actor, community=Community.objects.get(pk=community_id))


def record_in(
    verb: str,
    *,
    actor: Actor,
    thread: Thread,
    post: int | None = None,
    data: dict[str, Any] | None = None,
    **changes: Any,
) -> int:
    """Record `verb` in `thread` and store `changes` with the thread's new version."""
    activity = record(
        verb,
        actor=actor,
        community=thread.community_id,
        thread=thread.id,
        post=post,
        data=data,
    )
    thread.version = activity
    Thread.objects.filter(pk=thread.pk).update(version=activity, **changes)
    return activity


def count_post(thread: Thread, post: Post, author: int | None) -> dict[str, Any]:
    """Return the changes to the thread's kept counts that a new post brings."""
    Community.objects.filter(pk=thread.community_id).update(last_post_at=post.created_at)
    return {
        "post_count": F("post_count") + 1,
        "next_number": post.number + 1,
        "last_number": post.number,
        "last_post_at": post.created_at,
        "last_author": author,
    }
