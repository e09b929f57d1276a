"""Making a thread of some posts of another."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.threads.actions.linking import make_link
from tertulia.core.threads.actions.renumbering import (
    MOST_POSTS,
    counts_of,
    part_conversations,
    put_posts,
)
from tertulia.core.threads.actions.writing import checked_title, record_in, thread_slug
from tertulia.core.threads.kinds import default_kind
from tertulia.core.threads.models import Post, Relation, Thread
from tertulia.core.threads.permissions import ThreadFacts, can_split_thread
from tertulia.core.threads.queries.facts import lock_thread, thread_facts
from tertulia.kit.web.refusals import NotHere, Refused, require


@transaction.atomic
def split_thread(*, actor: Actor, thread_id: int, numbers: Collection[int], title: str) -> Post:
    """Take the posts at `numbers` into a thread of their own, and return its first post.

    It is begun by whoever wrote the first of them. Every former address leads to where a post is
    now, and each thread shows the other beside it.
    """
    _require_split(actor, thread_id)
    title = checked_title(title)
    thread = lock_thread(thread_id)
    facts = _require_split(actor, thread_id)
    posts = _chosen(thread, facts, set(numbers))
    part = _part_of(thread, posts[0], title)
    put_posts(posts, part, first=1)
    part_conversations(thread, part)
    Thread.objects.filter(pk=part.pk).update(**counts_of(part))
    Community.objects.filter(pk=thread.community_id).update(thread_count=F("thread_count") + 1)
    make_link(actor=actor, source=part, target=thread_id, relation=Relation.SPLIT_FROM)
    record_in(
        "thread.split_off",
        actor=actor,
        thread=part,
        post=posts[0].pk,
        data={"from": thread_id, "number": 1},
    )
    record_in(
        "thread.split", actor=actor, thread=thread, data={"into": part.pk}, **counts_of(thread)
    )
    return posts[0]


def _require_split(actor: Actor, thread_id: int) -> ThreadFacts:
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    require(can_split_thread(actor, facts))
    return facts


def _chosen(thread: Thread, facts: ThreadFacts, numbers: set[int]) -> list[Post]:
    if 1 in numbers:
        raise Refused(_("The first post stays with its thread."), "numbers")
    if len(numbers) > MOST_POSTS:
        raise Refused(_("These are too many posts for one time."), "numbers")
    within = {number for number in numbers if 0 < number <= facts.last_number}
    # Sorted out here: a list this long is more than one statement takes.
    rows = Post.objects.filter(thread=thread).order_by("number").only("thread", "number")
    posts = [post for post in rows if post.number in within]
    if not posts:
        raise Refused(_("Choose the posts that go into a thread of their own."), "numbers")
    if any(post.pk == thread.answer_post for post in posts):
        raise Refused(_("The accepted answer stays with its question."), "numbers")
    return [Post.objects.get(pk=posts[0].pk), *posts[1:]]


def _part_of(thread: Thread, first: Post, title: str) -> Thread:
    part = Thread(
        community_id=thread.community_id,
        kind=default_kind().name,
        title=title,
        slug=thread_slug(title),
        author_id=first.author_id,
        alias=first.alias,
        lane=thread.lane,
        language=first.language,
        created_at=first.created_at,
    )
    part.save(force_insert=True)
    return part
