"""Reads about following."""

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.queries import thread_facts
from tertulia.engage.following.models import Following
from tertulia.kit.web.refusals import NotHere


def read_number(actor: Actor, thread_id: int) -> int:
    """Return how far `actor` has read the thread, 0 for not at all; raise NotHere if unseen."""
    if thread_facts(actor, thread_id) is None:
        raise NotHere
    marks = Following.objects.filter(thread=thread_id, person=actor.person_id)
    return marks.values_list("read_number", flat=True).first() or 0
