"""The only writes of reactions. A total is kept in the transaction of what it counts."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Thread
from tertulia.core.threads.permissions import PostFacts
from tertulia.core.threads.queries import post_facts
from tertulia.core.threads.queries.facts import lock_thread
from tertulia.engage.reactions.models import Reaction, ReactionTotal
from tertulia.engage.reactions.names import BY_NAME
from tertulia.engage.reactions.permissions import can_react
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require


def react(*, actor: Actor, post_id: int, name: str) -> None:
    """Say one of the fixed words to a post; saying it again changes nothing."""
    _require_word(actor, name)
    with transaction.atomic():
        thread, facts = _locked(actor, post_id)
        _say(actor, thread, facts, name)


def take_back_reaction(*, actor: Actor, post_id: int, name: str) -> None:
    """Take the word back; where it was not said nothing changes."""
    _require_word(actor, name)
    with transaction.atomic():
        thread, facts = _locked(actor, post_id)
        _unsay(actor, thread, facts, name)


def toggle_reaction(*, actor: Actor, post_id: int, name: str) -> bool:
    """Say the word, or take it back where it was said; return whether it now stands."""
    _require_word(actor, name)
    with transaction.atomic():
        thread, facts = _locked(actor, post_id)
        if _unsay(actor, thread, facts, name):
            return False
        _say(actor, thread, facts, name)
    return True


def _require_word(actor: Actor, name: str) -> None:
    if not actor.signed_in:
        raise SignInFirst
    if name not in BY_NAME:
        raise Refused(_("There is no such reaction."), "name")
    spend("react", str(actor.person_id))


def _locked(actor: Actor, post_id: int) -> tuple[Thread, PostFacts]:
    facts = post_facts(actor, post_id)
    if facts is None:
        raise NotHere
    thread = lock_thread(facts.thread.id)
    facts = post_facts(actor, post_id)
    if facts is None or facts.thread.id != thread.id:
        raise NotHere
    return thread, facts


def _say(actor: Actor, thread: Thread, facts: PostFacts, name: str) -> None:
    require(can_react(actor, facts), _("Join this community to react here."))
    row, is_new = Reaction.objects.get_or_create(
        post_id=facts.id, person_id=actor.person_id, name=name
    )
    if is_new:
        _count(facts.id, name, 1)
        _recorded("reaction.added", actor, thread, facts, name)


def _unsay(actor: Actor, thread: Thread, facts: PostFacts, name: str) -> bool:
    mine = Reaction.objects.filter(post=facts.id, person=actor.person_id, name=name)
    if not mine.delete()[0]:
        return False
    _count(facts.id, name, -1)
    _recorded("reaction.taken_back", actor, thread, facts, name)
    return True


def _count(post: int, name: str, step: int) -> None:
    rows = ReactionTotal.objects.filter(post=post, name=name)
    if not rows.update(number=F("number") + step):
        ReactionTotal.objects.create(post_id=post, name=name, number=max(step, 0))


def _recorded(verb: str, actor: Actor, thread: Thread, facts: PostFacts, name: str) -> None:
    data = {"number": facts.number, "name": name}
    record_in(verb, actor=actor, thread=thread, post=facts.id, data=data)
