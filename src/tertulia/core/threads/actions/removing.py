"""Hiding and bringing back, closing and opening again. Nothing is lost by either."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.threads.actions.answering import record_status
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Closure, Post, Removal, Status, Thread
from tertulia.core.threads.permissions import (
    ThreadFacts,
    can_close_thread,
    can_remove_post,
    can_remove_thread,
    can_restore_post,
    can_restore_thread,
)
from tertulia.core.threads.queries.facts import (
    lock_thread,
    others_replied,
    post_facts,
    thread_facts,
)
from tertulia.core.threads.queries.settled import words_kept
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import NotHere, Refused, require

MAX_REASON = 2_000


@transaction.atomic
def remove_post(*, actor: Actor, post_id: int, reason: str = "") -> None:
    """Hide a post behind a tombstone; its author and the moderators still read it."""
    facts = post_facts(actor, post_id)
    if facts is None:
        raise NotHere
    thread = lock_thread(facts.thread.id)
    facts = post_facts(actor, post_id)
    if facts is None:
        raise NotHere
    if facts.is_removed:
        return
    require(can_remove_post(actor, facts))
    Removal.objects.create(
        thread=thread,
        post_id=post_id,
        remover_id=actor.person_id,
        reason=checked_text(reason, limit=MAX_REASON, field="reason"),
    )
    Post.objects.filter(pk=post_id).update(is_removed=True)
    _recorded_post("post.removed", actor, thread, post_id, facts.number, -1)


@transaction.atomic
def restore_post(*, actor: Actor, post_id: int) -> None:
    """Bring a hidden post back."""
    facts = post_facts(actor, post_id)
    if facts is None:
        raise NotHere
    thread = lock_thread(facts.thread.id)
    removal = Removal.objects.filter(post=post_id, restored_at=None).first()
    if removal is None:
        return
    require(can_restore_post(actor, facts, removal.remover_id))
    _lift(removal, actor)
    Post.objects.filter(pk=post_id).update(is_removed=False)
    _recorded_post("post.restored", actor, thread, post_id, facts.number, 1)


@transaction.atomic
def remove_thread(*, actor: Actor, thread_id: int, reason: str = "") -> None:
    """Hide a whole thread; its author and the moderators still read it."""
    facts = _facts(actor, thread_id)
    thread = lock_thread(thread_id)
    if thread.is_removed:
        return
    require(can_remove_thread(actor, facts, others_replied(facts)))
    Removal.objects.create(
        thread=thread,
        remover_id=actor.person_id,
        reason=checked_text(reason, limit=MAX_REASON, field="reason"),
    )
    _count_threads(thread, -1)
    record_in("thread.removed", actor=actor, thread=thread, is_removed=True)


@transaction.atomic
def restore_thread(*, actor: Actor, thread_id: int) -> None:
    """Bring a hidden thread back."""
    facts = _facts(actor, thread_id)
    thread = lock_thread(thread_id)
    removal = Removal.objects.filter(thread=thread_id, post=None, restored_at=None).first()
    if removal is None:
        return
    require(can_restore_thread(actor, facts, removal.remover_id))
    _lift(removal, actor)
    _count_threads(thread, 1)
    record_in("thread.restored", actor=actor, thread=thread, is_removed=False)


@transaction.atomic
def close_thread(*, actor: Actor, thread_id: int, reason: str = "") -> None:
    """Have a thread take no more replies, for a reason that everybody reads."""
    facts = _facts(actor, thread_id)
    require(can_close_thread(actor, facts))
    thread = lock_thread(thread_id)
    if thread.status == Status.CLOSED:
        return
    Closure.objects.create(
        thread=thread,
        closer_id=actor.person_id,
        status_before=thread.status,
        reason=checked_text(reason, limit=MAX_REASON, field="reason"),
    )
    record_status(actor, thread)


@transaction.atomic
def reopen_thread(*, actor: Actor, thread_id: int) -> None:
    """Let a closed thread take replies again, with the status that its rows give it."""
    facts = _facts(actor, thread_id)
    require(can_close_thread(actor, facts))
    thread = lock_thread(thread_id)
    held = Closure.objects.filter(thread=thread, reopened_at=None)
    if held.update(reopened_at=timezone.now()):
        record_status(actor, thread)


def _facts(actor: Actor, thread_id: int) -> ThreadFacts:
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    return facts


def _lift(removal: Removal, actor: Actor) -> None:
    if removal.erased_at is not None:
        raise Refused(_("Its words are gone: it was hidden for too long."))
    removal.restored_at = timezone.now()
    removal.restorer_id = actor.person_id
    removal.save(update_fields=["restored_at", "restorer"])


def _recorded_post(
    verb: str, actor: Actor, thread: Thread, post: int, number: int, step: int
) -> None:
    record_in(
        verb,
        actor=actor,
        thread=thread,
        post=post,
        data={"number": number},
        post_count=F("post_count") + step,
        **words_kept(thread.id),
    )


def _count_threads(thread: Thread, step: int) -> None:
    community = Community.objects.filter(pk=thread.community_id)
    community.update(thread_count=F("thread_count") + step)
