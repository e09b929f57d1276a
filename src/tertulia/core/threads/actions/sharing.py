"""Wiki posts: what many keep true together, and one of them began."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Post, Thread, WikiTerm
from tertulia.core.threads.permissions import PostFacts, can_turn_into_wiki
from tertulia.core.threads.queries.facts import lock_thread, post_facts
from tertulia.kit.web.refusals import NotHere, require


@transaction.atomic
def open_wiki(*, actor: Actor, post_id: int) -> None:
    """Let all who may reply there edit the post from now on; its history says who did."""
    thread, facts = _held(actor, post_id)
    if facts.is_wiki:
        return
    WikiTerm.objects.create(post_id=post_id, opener_id=actor.person_id)
    _mark("post.wiki_opened", actor, thread, facts, True)


@transaction.atomic
def end_wiki(*, actor: Actor, post_id: int) -> None:
    """Leave the post to its author alone again, as it stands now."""
    thread, facts = _held(actor, post_id)
    if not facts.is_wiki:
        return
    terms = WikiTerm.objects.filter(post=post_id, ended_at=None)
    terms.update(ended_at=timezone.now(), ender=actor.person_id)
    _mark("post.wiki_ended", actor, thread, facts, False)


def _held(actor: Actor, post_id: int) -> tuple[Thread, PostFacts]:
    """Return the thread of a post, locked, and the post as it is now that nobody changes it."""
    before = post_facts(actor, post_id)
    if before is None:
        raise NotHere
    thread = lock_thread(before.thread.id)
    facts = post_facts(actor, post_id)
    if facts is None or facts.thread.id != thread.id:
        raise NotHere
    require(can_turn_into_wiki(actor, facts), _("Its author and moderators decide that."))
    return thread, facts


def _mark(verb: str, actor: Actor, thread: Thread, facts: PostFacts, is_wiki: bool) -> None:
    Post.objects.filter(pk=facts.id).update(is_wiki=is_wiki)
    record_in(verb, actor=actor, thread=thread, post=facts.id, data={"number": facts.number})
