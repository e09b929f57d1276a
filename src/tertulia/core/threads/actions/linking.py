"""Joining two threads, and taking that back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.threads.models import Relation, Thread, ThreadLink
from tertulia.core.threads.permissions import can_link_thread
from tertulia.core.threads.queries.facts import lock_thread, thread_facts
from tertulia.kit.web.refusals import NotHere, Refused, require

# What people say of two threads. The others say how a thread came to be, and are not taken back.
CHOSEN = (Relation.ASKED_BEFORE, Relation.ANSWERS, Relation.RELATED)


@transaction.atomic
def link_threads(*, actor: Actor, source: int, target: int, relation: str) -> None:
    """Say that thread `source` is `relation` to thread `target`; said again, nothing changes.

    Raises NotHere where `actor` does not see both, NotAllowed where the first is not theirs to
    arrange, Refused where the two cannot be joined so.
    """
    _require_choice(actor, source, relation)
    if thread_facts(actor, target) is None:
        raise Refused(_("There is no such thread here."), "target")
    if source == target:
        raise Refused(_("A thread cannot be joined to itself."), "target")
    if relation == Relation.RELATED and _exists(target, source, relation):
        return
    make_link(actor=actor, source=lock_thread(source), target=target, relation=relation)


@transaction.atomic
def unlink_threads(*, actor: Actor, source: int, target: int, relation: str) -> None:
    """Take a link back. What says how a thread came to be stays."""
    _require_choice(actor, source, relation)
    thread = lock_thread(source)
    ends = {"source": source, "target": target}
    if relation == Relation.RELATED and not _exists(source, target, relation):
        ends = {"source": target, "target": source}
    gone, _each = ThreadLink.objects.filter(**ends, relation=relation).delete()
    if gone:
        _record("thread.unlinked", actor, thread, target, relation)


def make_link(*, actor: Actor, source: Thread, target: int, relation: str) -> None:
    """Keep that `source` is `relation` to `target`, in the caller's transaction.

    Whoever calls has checked that `actor` may; for what makes a thread from another.
    """
    if _exists(source.pk, target, relation):
        return
    ThreadLink.objects.create(
        source=source, target_id=target, relation=relation, actor_id=actor.person_id
    )
    _record("thread.linked", actor, source, target, relation)


def _require_choice(actor: Actor, source: int, relation: str) -> None:
    facts = thread_facts(actor, source)
    if facts is None:
        raise NotHere
    require(can_link_thread(actor, facts))
    if relation not in CHOSEN:
        raise Refused(_("Two threads are not joined by this word."), "relation")


def _exists(source: int, target: int, relation: str) -> bool:
    return ThreadLink.objects.filter(source=source, target=target, relation=relation).exists()


def _record(verb: str, actor: Actor, source: Thread, target: int, relation: str) -> None:
    record(
        verb,
        actor=actor,
        community=source.community_id,
        thread=source.pk,
        data={"target": target, "relation": str(relation)},
    )
