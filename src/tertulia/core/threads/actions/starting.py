"""Starting a thread."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import (
    Standing,
    can_list_community,
    can_read_community,
    standing_of,
)
from tertulia.core.threads.actions.attaching import attach_files
from tertulia.core.threads.actions.previewing import note_links
from tertulia.core.threads.actions.speaking import speak, words_open_to
from tertulia.core.threads.actions.writing import (
    checked_title,
    come_in,
    fill,
    record_post,
    rendered,
    thread_slug,
)
from tertulia.core.threads.kinds import Kind, kind_named
from tertulia.core.threads.models import Lane, Post, Thread, ThreadTopic
from tertulia.core.threads.permissions import can_start_thread
from tertulia.core.topics.actions import find_or_name_topics
from tertulia.kit.limits import spend
from tertulia.kit.text import Rendered
from tertulia.kit.web.refusals import NotHere, Refused, require


def start_thread(
    *,
    actor: Actor,
    community: Community,
    kind: str,
    title: str,
    source: str,
    topics: Sequence[str] = (),
    lane: str = "",
    fields: Mapping[str, Any] | None = None,
) -> Post:
    """Open a thread with its first post, and return that post. Starting may make one a member."""
    place = standing_of(actor, community)
    sort = _kind_allowed(actor, place, kind)
    spend("start_thread", str(actor.person_id))
    title = checked_title(title)
    detail = sort.parse(fields or {}) if sort.parse else {}
    made = rendered(source, group_words=words_open_to(actor, place), actor=actor)
    with transaction.atomic():
        come_in(actor, community.id, place)
        now = timezone.now()
        thread = Thread(
            community=community,
            kind=sort.name,
            title=title,
            slug=thread_slug(title),
            author_id=actor.person_id,
            lane=lane if lane in Lane.values else sort.default_lane,
            created_at=now,
            last_post_at=now,
        )
        post = _write_starter(thread, source, made)
        attach_files(actor=actor, post=post, wanted=made.files)
        note_links(actor=actor, post=post)
        if sort.create_detail:
            sort.create_detail(thread.id, detail)
        put_under_topics(actor=actor, thread=thread, names=topics)
        Community.objects.filter(pk=community.pk).update(thread_count=F("thread_count") + 1)
        spoken = speak(actor=actor, post=post, community_id=community.id, made=made)
        record_post("thread.started", actor=actor, thread=thread, post=post, spoken=spoken)
    return post


def put_under_topics(*, actor: Actor, thread: Thread, names: Sequence[str]) -> None:
    """Make `names` the topics of `thread`, in this order."""
    topics = find_or_name_topics(actor=actor, community_id=thread.community_id, names=names)
    ThreadTopic.objects.filter(thread=thread).delete()
    ThreadTopic.objects.bulk_create(
        ThreadTopic(thread=thread, topic_id=topic, place=place)
        for place, topic in enumerate(topics)
    )


def _kind_allowed(actor: Actor, place: Standing, name: str) -> Kind:
    """Return the kind called `name`, if `actor` may open a thread of it here; refuse otherwise."""
    if not can_list_community(actor, place) or not can_read_community(actor, place):
        raise NotHere
    kind = kind_named(name)
    if kind is None:
        raise Refused(_("There is no such kind of thread here."), "kind")
    allowed = can_start_thread(actor, place) and kind.is_open_to(actor, place)
    require(allowed, _("Join this community to start something here."))
    return kind


def _write_starter(thread: Thread, source: str, made: Rendered) -> Post:
    """Store `thread`, in the language of its first post, and that post; return the post."""
    post = Post(thread=thread, number=1, author_id=thread.author_id, created_at=thread.created_at)
    fill(post, source, made)
    thread.language = post.language
    thread.save(force_insert=True)
    post.thread_id = thread.id
    post.save(force_insert=True)
    return post
