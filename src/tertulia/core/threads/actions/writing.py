"""What every write in a thread does: make the words ready, then say that it happened."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import F, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import ANONYMOUS, Actor
from tertulia.core.activity.record import record
from tertulia.core.communities.actions import join_community
from tertulia.core.communities.actions.circles import refuse_parted
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import Standing, can_join_community
from tertulia.core.people.queries import known_handles
from tertulia.core.threads.addresses import TAKEN
from tertulia.core.threads.models import Post, Thread
from tertulia.core.threads.queries.files import files_to_show
from tertulia.core.threads.queries.leads import leads_of
from tertulia.kit.sql.prepared import PreparedUpdate, moment
from tertulia.kit.text import Rendered, TextRefused, render
from tertulia.kit.text.fields import checked_line, checked_text
from tertulia.kit.text.languages import guess_language
from tertulia.kit.text.leading import with_addresses
from tertulia.kit.web.refusals import Refused

MAX_POST = 200_000
MAX_TITLE = 200


def checked_title(title: str) -> str:
    """Return the title, trimmed; raise Refused where it cannot be one."""
    return checked_line(title, limit=MAX_TITLE, field="title")


def thread_slug(title: str) -> str:
    """Return the readable part of a thread's address."""
    slug = slugify(title)[:80].strip("-") or "thread"
    return f"{slug}-thread" if slug in TAKEN else slug


def rendered(
    source: str,
    source_format: str = "markdown",
    group_words: Collection[str] = (),
    *,
    actor: Actor = ANONYMOUS,
    post_id: int | None = None,
) -> Rendered:
    """Return the source as html and text; raise Refused with a sentence where it cannot be.

    It shows the files that `actor` may read, and those that post `post_id` carries already. What
    leads from the words of this post to elsewhere leads on to here.
    """
    checked_text(source, limit=MAX_POST, field="body")
    if not source.strip():
        raise Refused(_("Please write something first."), "body")
    try:
        made = render(
            source,
            source_format=source_format,
            known_handles=known_handles,
            group_words=group_words,
            find_files=partial(files_to_show, actor, post_id),
        )
    except TextRefused as refusal:
        raise Refused(refusal.sentence, "body") from refusal
    leads = leads_of(post_id) if post_id is not None else {}
    return replace(made, html=with_addresses(made.html, leads)) if leads else made


def fill(post: Post, source: str, made: Rendered) -> None:
    """Give `post` its words and what is made from them."""
    post.source = source
    post.html = made.html
    post.text = made.text
    post.rendered_with = made.rendered_with
    post.language = guess_language(made.text)


def come_in(actor: Actor, community_id: int, place: Standing) -> None:
    """Make who writes in an open community a member of it; refuse a pair that a block parted."""
    if place.is_circle:
        refuse_parted(actor, community_id)
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


def record_post(
    verb: str, *, actor: Actor, thread: Thread, post: Post, spoken: dict[str, Any] | None = None
) -> None:
    """Record that `post` was added to `thread`, and count it there and in its community.

    `spoken` says whom it speaks to (see `speak`).
    """
    # Thread, community, then the order of commits: all writers take them in this order, or two of
    # them could wait for each other.
    _talked_in.run(community=thread.community_id, at=post.created_at)
    thread.version = record(
        verb,
        actor=actor,
        community=thread.community_id,
        thread=thread.id,
        post=post.id,
        data={"number": post.number, **(spoken or {})},
    )
    _count.run(
        thread=thread.id,
        version=thread.version,
        number=post.number,
        at=post.created_at,
        author=actor.person_id or 0,
    )


def _counted(
    thread: int, version: int, number: int, at: int, author: int
) -> tuple[QuerySet, dict[str, Any]]:
    return Thread.objects.filter(pk=thread), {
        "version": version,
        "post_count": F("post_count") + 1,
        "next_number": F("next_number") + 1,
        "last_number": number,
        "last_post_at": moment(at),
        "last_author": author,
    }


def _talked(community: int, at: int) -> tuple[QuerySet, dict[str, Any]]:
    return Community.objects.filter(pk=community), {"last_post_at": moment(at)}


_count = PreparedUpdate(_counted, "thread", "version", "number", "at", "author")
_talked_in = PreparedUpdate(_talked, "community", "at")
