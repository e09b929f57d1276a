"""Putting a thread first in the list of its community, for a while or until somebody undoes it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Pin, Thread
from tertulia.core.threads.models.pins import NO_END
from tertulia.core.threads.permissions import can_pin_thread
from tertulia.core.threads.queries.facts import lock_thread, thread_facts
from tertulia.kit.web.refusals import NotHere, Refused, require

MOST_PINNED = 10
"""How many threads of one community are pinned at a time: more would be a list of their own."""


@transaction.atomic
def pin_thread(*, actor: Actor, thread_id: int, until: datetime | None = None) -> None:
    """Have a thread stand first in its community's list, until a moment where one is given.

    One that is pinned already is pinned until the new moment instead.
    """
    _require_pin(actor, thread_id)
    now = timezone.now()
    if until is not None and until <= now:
        raise Refused(_("This moment is over. Choose one to come."), "until")
    thread = lock_thread(thread_id)
    _require_pin(actor, thread_id)  # again: it may have been moved since
    # Held by one at a time, so that two who pin at once count each other.
    Community.objects.select_for_update(no_key=True).get(pk=thread.community_id)
    beside = Thread.objects.filter(community=thread.community_id, pinned_until__gt=now)
    if beside.exclude(pk=thread_id).count() >= MOST_PINNED:
        sentence = _("Ten threads are pinned here already. Take one of them down first.")
        raise Refused(sentence, "until")
    _end(actor, thread)
    Pin.objects.create(thread=thread, pinner_id=actor.person_id, pinned_at=now, until=until)
    record_in(
        "thread.pinned",
        actor=actor,
        thread=thread,
        data={"until": until.isoformat() if until else None},
        pinned_until=until or NO_END,
    )


@transaction.atomic
def unpin_thread(*, actor: Actor, thread_id: int) -> None:
    """Let a thread stand in its community's list where its last post puts it."""
    _require_pin(actor, thread_id)
    thread = lock_thread(thread_id)
    _require_pin(actor, thread_id)
    if take_down(actor, thread):
        record_in("thread.unpinned", actor=actor, thread=thread)


def end_due_pins(*, actor: Actor) -> None:
    """Take down what was pinned until a moment that is over."""
    due = Thread.objects.filter(pinned_until__lte=timezone.now())
    for thread_id in due.values_list("pk", flat=True):
        with transaction.atomic():
            thread = lock_thread(thread_id)
            # Somebody may have pinned it anew meanwhile.
            over = thread.pinned_until is not None and thread.pinned_until <= timezone.now()
            if over and take_down(actor, thread):
                record_in("thread.unpinned", actor=actor, thread=thread)


def take_down(actor: Actor, thread: Thread) -> bool:
    """End the pin of a locked thread; say whether there was one. The caller records it."""
    if thread.pinned_until is None:
        return False
    _end(actor, thread)
    Thread.objects.filter(pk=thread.pk).update(pinned_until=None)
    thread.pinned_until = None
    return True


def _end(actor: Actor, thread: Thread) -> None:
    held = Pin.objects.filter(thread=thread, ended_at=None)
    held.update(ended_at=timezone.now(), ender=actor.person_id)


def _require_pin(actor: Actor, thread_id: int) -> None:
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    require(can_pin_thread(actor, facts))
