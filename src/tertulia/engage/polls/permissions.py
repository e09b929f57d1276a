"""Who may ask, vote, and see what came of it."""

from dataclasses import replace

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.permissions import can_moderate_community
from tertulia.core.threads.models import Status
from tertulia.core.threads.permissions import PostFacts, can_edit_post, can_reply

RULES = {
    "set_poll": "The author of the post, while they may edit it and nobody has voted.",
    "vote": "Whoever may reply in the thread, or could if it were not closed; not in a closed "
    "poll. It makes nobody a member.",
    "close_poll": "The author of the post, and moderators.",
    "see_results": "Whoever sees the post: always, after voting, or once it is closed, as the "
    "author chose. Who voted for what only where the poll says that it is by name.",
}


def can_set_poll(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may put a poll on the post, or change it while nobody has voted."""
    return can_edit_post(actor, post)


def can_vote(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may vote in a poll of the post that is open."""
    thread = replace(post.thread, status=Status.OPEN)
    return actor.signed_in and not post.is_removed and can_reply(actor, thread)


def can_close_poll(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may close a poll of the post."""
    mine = actor.signed_in and actor.person_id == post.author_id
    return not post.is_removed and (mine or can_moderate_community(actor, post.thread.place))
