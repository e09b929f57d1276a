"""What one tells in passing to those who read the same thread: that one writes, or is there.

Nothing of it is kept. It goes to the signed-in who may see the one who tells it: nobody who blocks
or mutes them, or whom they block or mute. Where somebody speaks under an alias they tell nothing.
"""

import orjson

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.queries import last_id
from tertulia.core.communities.models import Community
from tertulia.core.profiles.queries import apart_from, shows_presence
from tertulia.core.threads.models import Post
from tertulia.core.threads.permissions import ThreadFacts, can_reply
from tertulia.core.threads.queries.facts import thread_facts
from tertulia.kit.limits import spend
from tertulia.kit.live.passing import passing
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require

TYPING, HERE, LEFT = "typing", "here", "left"
MOST_APART = 500


def tell_in_passing(*, actor: Actor, thread_id: int, what: str, is_new: bool = False) -> bool:
    """Tell that `actor` writes in a thread, is there or leaves; return whether it may be told.

    `is_new` asks those who are there to say so too.
    """
    if actor.person_id is None:
        raise SignInFirst
    if what not in (TYPING, HERE, LEFT):
        raise Refused("Say typing, here or left.")
    spend("passing", str(actor.person_id))
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    if what == TYPING:
        require(can_reply(actor, facts))
    elif not _is_shown(actor, facts):
        return False
    apart = apart_from(actor)
    if len(apart) > MOST_APART or _is_behind_an_alias(actor, facts):
        return False
    channel = f"thread-{facts.id}"
    data = {
        "channel": channel,
        "thread": facts.id,
        "person": actor.person_id,
        "name": actor.name,
        "new": is_new,
    }
    told = {
        "channel": channel,
        "event": what,
        "after": last_id(),
        "data": data,
        "not_for": [actor.person_id, *apart],
    }
    passing.tell(orjson.dumps(told))
    return True


def _is_shown(actor: Actor, facts: ThreadFacts) -> bool:
    """Whether the community shows who is there, and `actor` has not switched themselves off."""
    place = Community.objects.filter(pk=facts.community_id, shows_presence=True)
    return place.exists() and shows_presence(actor)


def _is_behind_an_alias(actor: Actor, facts: ThreadFacts) -> bool:
    mine = Post.objects.filter(thread=facts.id, author=actor.person_id)
    return mine.exclude(alias="").exists()
