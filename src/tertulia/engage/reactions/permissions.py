"""Who may react, and who sees who did."""

from dataclasses import replace

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Status
from tertulia.core.threads.permissions import PostFacts, ThreadFacts, can_reply, can_see_post

RULES = {
    "react": "Whoever may reply in the thread, or could if it were not closed; to posts that "
    "stand. It makes nobody a member.",
    "see_reactions": "Whoever sees the words of the post.",
}


def can_react_in_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may react to what others wrote in the thread."""
    return actor.signed_in and can_reply(actor, replace(thread, status=Status.OPEN))


def can_see_reactions(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` sees who reacted to the post."""
    return not post.is_removed and can_see_post(actor, post)


def can_react(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may react to the post."""
    return not post.is_removed and can_react_in_thread(actor, post.thread)
