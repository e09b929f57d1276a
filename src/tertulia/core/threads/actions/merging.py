"""Making one thread of two."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.communities.models import Community
from tertulia.core.threads.actions.pinning import take_down
from tertulia.core.threads.actions.renumbering import MOST_POSTS, counts_of, put_posts
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.models import ForeignRecord, Post, Thread, ThreadLink
from tertulia.core.threads.permissions import can_merge_thread
from tertulia.core.threads.queries.facts import lock_thread, thread_facts
from tertulia.core.threads.queries.settled import words_kept
from tertulia.kit.web.refusals import NotHere, Refused, require


@transaction.atomic
def merge_threads(*, actor: Actor, thread_id: int, into: int) -> None:
    """Put the posts of a thread among those of thread `into`, in the order of time.

    The first post of `into` stays the first. From where they mix on, posts get new numbers, and
    every former address, of either thread, leads to where a post is now.
    """
    if thread_id == into:
        raise Refused(_("A thread cannot be merged into itself."), "into")
    _require_merge(actor, thread_id, "thread")
    _require_merge(actor, into, "into")
    both = {number: lock_thread(number) for number in sorted((thread_id, into))}
    source, target = both[thread_id], both[into]
    for number in (thread_id, into):  # again: something may have happened since
        _require_merge(actor, number, "into")
    if source.community_id != target.community_id:
        raise Refused(_("Only threads of one community are merged. Move it there first."), "into")
    _require_room_for_answer(source, target)
    first = target.next_number
    put_posts(_to_be_moved(source, target), target, first)
    ForeignRecord.objects.filter(thread=source).update(thread=target)
    _hand_on_links(source, target)
    take_down(actor, source)
    _close_down(source, target)
    record(
        "thread.merged_away",
        actor=actor,
        community=source.community_id,
        thread=source.pk,
        data={"into": into},
    )
    record_in(
        "thread.merged",
        actor=actor,
        thread=target,
        data={"from": thread_id, "first": first, "title": source.title},
        **counts_of(target),
        **words_kept(target.pk),
    )


def _require_room_for_answer(source: Thread, target: Thread) -> None:
    """Refuse where an acceptance would be lost: it goes along with the answer, if it can."""
    if source.answer_post is None:
        return
    kind = kind_named(target.kind)
    if kind is None or not kind.accepts_answers:
        raise Refused(
            _("Its answer is accepted, and the other is no question. Take that back first."), "into"
        )
    if target.answer_post is not None:
        raise Refused(
            _("The answers of both are accepted. Take one of them back first, then merge."), "into"
        )


def _require_merge(actor: Actor, thread_id: int, field: str) -> None:
    facts = thread_facts(actor, thread_id)
    if facts is None:
        if field == "thread":
            raise NotHere
        raise Refused(_("There is no such thread here."), field)
    require(can_merge_thread(actor, facts))


def _to_be_moved(source: Thread, target: Thread) -> list[Post]:
    """Return the posts that get new numbers: those of `source`, and what was written after it."""
    rows = Post.objects.only("thread", "number", "created_at")
    theirs = list(rows.filter(thread=source))
    if not theirs:
        return []
    begun = min(post.created_at for post in theirs)
    ours = list(rows.filter(thread=target, number__gt=1, created_at__gt=begun))
    if len(theirs) + len(ours) > MOST_POSTS:
        raise Refused(_("These are too many posts for one time."), "into")
    return sorted(theirs + ours, key=lambda post: (post.created_at, post.pk))


def _hand_on_links(source: Thread, target: Thread) -> None:
    links = ThreadLink.objects.all()
    links.filter(source=source, target=target).delete()
    links.filter(source=target, target=source).delete()
    for end, other in (("source", "target"), ("target", "source")):
        for link in links.filter(**{end: source}):
            same = {end: target, other: getattr(link, other), "relation": link.relation}
            if links.filter(**same).exists():
                link.delete()
            else:
                links.filter(pk=link.pk).update(**{end: target})


def _close_down(source: Thread, target: Thread) -> None:
    Thread.objects.filter(merged_into=source).update(merged_into=target)
    Thread.objects.filter(pk=source.pk).update(merged_into=target, **counts_of(source))
    Community.objects.filter(pk=source.community_id).update(thread_count=F("thread_count") - 1)
