"""Who may bookmark what."""

from django.db.models import Q

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.permissions import PostFacts, can_see_post, threads_seen_by

RULES = {
    "bookmark": "The signed-in, whatever they see. A bookmark is its owner's alone.",
}


def can_bookmark(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may keep a bookmark of the post."""
    return actor.signed_in and not post.is_removed and can_see_post(actor, post)


def seen_by(actor: Actor) -> Q:
    """Return the condition on bookmarks whose thread or post `actor` still sees."""
    threads = Q(thread__isnull=False) & threads_seen_by(actor, "thread__")
    posts = Q(post__isnull=False, post__is_removed=False)
    return threads | (posts & threads_seen_by(actor, "post__thread__"))
