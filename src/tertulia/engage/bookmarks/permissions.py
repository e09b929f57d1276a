"""Who may bookmark what."""

from django.db.models import Q

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.permissions import threads_seen_by

RULES = {
    "bookmark": "The signed-in, whatever they see. A bookmark is its owner's alone.",
}


def seen_by(actor: Actor) -> Q:
    """Return the condition on bookmarks whose thread or post `actor` still sees."""
    threads = Q(thread__isnull=False) & threads_seen_by(actor, "thread__")
    posts = Q(post__isnull=False, post__is_removed=False)
    return threads | (posts & threads_seen_by(actor, "post__thread__"))
