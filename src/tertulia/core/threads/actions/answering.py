"""Saying which post answers a thread, that it is settled, and taking either back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.models import Acceptance, Post, Resolution, Status, Thread
from tertulia.core.threads.permissions import can_accept_answer, can_resolve_thread
from tertulia.core.threads.queries.facts import lock_thread, thread_facts
from tertulia.core.threads.queries.settled import acceptances_in, resolutions_of, words_kept
from tertulia.kit.web.refusals import NotHere, Refused, require


@transaction.atomic
def accept_answer(*, actor: Actor, thread_id: int, number: int) -> None:
    """Make post `number` the answer of its thread, in place of another one; twice is once."""
    thread = _answered_by(actor, thread_id)
    post = Post.objects.filter(thread=thread, number=number).first()
    if post is None or post.is_removed:
        raise Refused(_("The answer you mean is not in this thread."), "number")
    if post.number == 1:
        raise Refused(_("A question does not answer itself: accept a reply to it."), "number")
    held = list(acceptances_in(thread.id).select_related("post"))
    if any(each.post_id == post.id for each in held) and thread.answer_post == post.id:
        return
    for each in held:
        _withdraw(each, actor, thread)
    Acceptance.objects.create(post=post, accepter_id=actor.person_id)
    _record_answer("answer.accepted", actor, thread, post)


@transaction.atomic
def withdraw_acceptance(*, actor: Actor, thread_id: int) -> None:
    """Leave a thread without an accepted answer; where it has none, nothing happens."""
    thread = _answered_by(actor, thread_id)
    for each in acceptances_in(thread.id).select_related("post"):
        _withdraw(each, actor, thread)


@transaction.atomic
def resolve_thread(*, actor: Actor, thread_id: int) -> None:
    """Say that what a thread was begun for is settled."""
    thread = _settled_by(actor, thread_id)
    if thread.status == Status.RESOLVED:
        return
    kind = kind_named(thread.kind)
    if kind is None or not kind.can_be_resolved:
        raise Refused(_("Threads of this kind are open or closed."), "status")
    root = Post.objects.get(thread=thread, number=1)
    Resolution.objects.create(root=root, resolver_id=actor.person_id)
    record_status(actor, thread)


@transaction.atomic
def unresolve_thread(*, actor: Actor, thread_id: int) -> None:
    """Say that a thread is not settled after all."""
    thread = _settled_by(actor, thread_id)
    held = resolutions_of(thread.id).order_by()
    if held.update(reopened_at=timezone.now(), reopener=actor.person_id):
        record_status(actor, thread)


def record_status(actor: Actor, thread: Thread) -> None:
    """Record that the thread stands as its rows now say."""
    kept = words_kept(thread.id)
    record_in(
        "thread.status_changed",
        actor=actor,
        thread=thread,
        data={"status": kept["status"]},
        **kept,
    )


def _settled_by(actor: Actor, thread_id: int) -> Thread:
    """Return the thread, held for writing, if `actor` may say whether it is settled."""
    if thread_facts(actor, thread_id) is None:
        raise NotHere
    thread = lock_thread(thread_id)
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    require(can_resolve_thread(actor, facts), _("Who began it says whether it is settled."))
    return thread


def _answered_by(actor: Actor, thread_id: int) -> Thread:
    """Return the thread, held for writing, if `actor` may say what answers it."""
    if thread_facts(actor, thread_id) is None:
        raise NotHere
    thread = lock_thread(thread_id)
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    require(
        can_accept_answer(actor, facts),
        _("Who asked says which answer helped, and so do the experts here."),
    )
    kind = kind_named(thread.kind)
    if kind is None or not kind.accepts_answers:
        raise Refused(_("Only a question has an answer that can be accepted."))
    return thread


def _withdraw(held: Acceptance, actor: Actor, thread: Thread) -> None:
    held.withdrawn_at, held.withdrawer_id = timezone.now(), actor.person_id
    held.save(update_fields=["withdrawn_at", "withdrawer"])
    _record_answer("answer.withdrawn", actor, thread, held.post)


def _record_answer(verb: str, actor: Actor, thread: Thread, post: Post) -> None:
    kept = words_kept(thread.id)
    thread.status, thread.answer_post = kept["status"], kept["answer_post"]
    record_in(
        verb,
        actor=actor,
        thread=thread,
        post=post.id,
        data={"number": post.number, "status": kept["status"]},
        **kept,
    )
