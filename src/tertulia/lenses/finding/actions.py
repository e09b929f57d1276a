"""The only thing that search writes down by itself: that somebody need not ask."""

from django.db import transaction

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.threads.queries import thread_facts
from tertulia.kit.web.refusals import NotHere, SignInFirst


def note_found(*, actor: Actor, thread_id: int) -> None:
    """Note that a thread answered what `actor` was about to ask. What that was is kept nowhere."""
    if not actor.signed_in:
        raise SignInFirst
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    home = facts.community_id
    with transaction.atomic():
        record("question.found_answered", actor=actor, community=home, thread=thread_id)
