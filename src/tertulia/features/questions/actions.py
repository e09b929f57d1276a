"""The only writes about what is particular to questions."""

from django.db import transaction

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Thread
from tertulia.core.threads.permissions import ThreadFacts
from tertulia.core.threads.queries.facts import lock_thread, thread_facts
from tertulia.features.questions.models import MeToo, Question
from tertulia.features.questions.permissions import can_say_me_too
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import NotHere, SignInFirst, require


def say_me_too(*, actor: Actor, thread_id: int) -> None:
    """Say that `actor` has the question too; twice is once."""
    thread = _question(actor, thread_id)
    spend("me_too", str(actor.person_id))
    with transaction.atomic():
        held = lock_thread(thread.id)
        facts = thread_facts(actor, thread.id)
        require(facts is not None and can_say_me_too(actor, facts))
        _row, is_new = MeToo.objects.get_or_create(question_id=held.id, person_id=actor.person_id)
        if is_new:
            _count(actor, held, "question.me_too")


def take_back_me_too(*, actor: Actor, thread_id: int) -> None:
    """Say that `actor` does not have the question, or not any more."""
    thread = _question(actor, thread_id, still=True)
    with transaction.atomic():
        held = lock_thread(thread.id)
        gone, _models = MeToo.objects.filter(question=held.id, person=actor.person_id).delete()
        if gone:
            _count(actor, held, "question.not_me_too")


def _question(actor: Actor, thread_id: int, *, still: bool = False) -> ThreadFacts:
    if actor.person_id is None:
        raise SignInFirst
    facts = thread_facts(actor, thread_id)
    if facts is None or not Question.objects.filter(pk=thread_id).exists():
        raise NotHere
    require(still or can_say_me_too(actor, facts))
    return facts


def _count(actor: Actor, thread: Thread, verb: str) -> None:
    count = MeToo.objects.filter(question=thread.id).count()
    Question.objects.filter(pk=thread.id).update(me_too_count=count)
    record_in(verb, actor=actor, thread=thread, data={"me_too_count": count})
