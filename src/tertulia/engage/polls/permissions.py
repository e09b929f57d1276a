"""Who may ask, vote, and see what came of it."""

from dataclasses import replace

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.permissions import can_moderate_community
from tertulia.core.threads.models import Status
from tertulia.core.threads.permissions import PostFacts, can_edit_post, can_reply, can_see_post
from tertulia.engage.polls.models import Results

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
    return can_edit_post(actor, replace(post, is_wiki=False))  # its author alone asks


def can_vote(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may vote in a poll of the post that is open."""
    thread = replace(post.thread, status=Status.OPEN)
    return actor.signed_in and not post.is_removed and can_reply(actor, thread)


def can_close_poll(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may close a poll of the post."""
    mine = actor.signed_in and actor.person_id == post.author_id
    sees = not post.is_removed and can_see_post(actor, post)
    return sees and (mine or can_moderate_community(actor, post.thread.place))


def can_see_results(
    actor: Actor, post: PostFacts, *, results: str, is_closed: bool, has_voted: bool
) -> bool:
    """Whether `actor` sees what the poll of the post has come to; `results` is when it shows."""
    out = is_closed or results == Results.ALWAYS or (results == Results.VOTED and has_voted)
    return out and not post.is_removed and can_see_post(actor, post)
