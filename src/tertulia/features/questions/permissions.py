"""Who may say that they have a question too."""

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Status
from tertulia.core.threads.permissions import ThreadFacts, can_see_thread

RULES = {
    "say_me_too": "The signed-in who see the question, but not who asked it; in a closed or "
    "removed thread, and in an archived community, nobody.",
}


def can_say_me_too(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may say that they have the question too."""
    if not actor.signed_in or actor.person_id == thread.author_id:
        return False
    if thread.is_removed or thread.place.is_shut or thread.status == Status.CLOSED:
        return False
    return can_see_thread(actor, thread)
