"""The only writes of reactions. A total is kept in the transaction of what it counts."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor, system
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import standing_of
from tertulia.core.people.actions import find_or_make_shadows
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.foreign import Joined
from tertulia.core.threads.models import ForeignRecord, Thread
from tertulia.core.threads.permissions import PostFacts, can_import_threads
from tertulia.core.threads.queries import post_facts
from tertulia.core.threads.queries.facts import lock_thread
from tertulia.core.threads.queries.named import NamedPost, keys_known, posts_named
from tertulia.engage.reactions.foreign import ForeignReaction
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


@transaction.atomic
def import_reactions(
    *, actor: Actor, community: Community, source: str, batch: Sequence[ForeignReaction]
) -> Joined[ForeignReaction]:
    """Store what was said elsewhere to posts that are here; return what became of each row.

    Nobody is notified. A reaction that came in before stays as it is, also where it was taken back.
    """
    require(can_import_threads(actor, standing_of(actor, community)))
    known = keys_known(source, "reaction", (row.key for row in batch))
    posts = posts_named(source, {row.post for row in batch})
    outcome: Joined[ForeignReaction] = Joined()
    said: list[tuple[ForeignReaction, NamedPost]] = []
    for row in batch:
        post = posts.get(row.post)
        if row.key in known:
            outcome.known.append(row)
        elif post is None:
            outcome.left.append((row, gettext("the post that it was said to is not here")))
        elif post.community_id != community.id:
            outcome.left.append((row, gettext("its thread is now in another community")))
        else:
            said.append((row, post))
    _store(actor, source, said, outcome)
    return outcome


def _store(
    actor: Actor,
    source: str,
    said: list[tuple[ForeignReaction, NamedPost]],
    outcome: Joined[ForeignReaction],
) -> None:
    threads = {post.thread_id for _row, post in said}
    held = Thread.objects.select_for_update(no_key=True).filter(pk__in=threads).order_by("pk")
    touched = list(held)
    keys = {row.author for row, _post in said}
    people = find_or_make_shadows(actor=system(actor.door), source=source, keys=keys)
    ids = {post.id for _row, post in said}
    rows = Reaction.objects.filter(post__in=ids)
    stand = set(rows.values_list("post", "person", "name"))
    new: dict[tuple[int, int, str], Reaction] = {}
    for row, post in said:
        mark = (post.id, people[row.author], row.name)
        (outcome.known if mark in stand or mark in new else outcome.added).append(row)
        if mark not in stand:
            given = dict(zip(("post_id", "person_id", "name"), mark, strict=True))
            new.setdefault(mark, Reaction(**given, created_at=row.created_at))
    Reaction.objects.bulk_create(new.values())
    for (post_id, name), number in Counter((post, name) for post, _by, name in new).items():
        _count(post_id, name, number)
    ForeignRecord.objects.bulk_create(
        ForeignRecord(source=source, kind=row.word, key=row.key, thread_id=post.thread_id)
        for row, post in said
    )
    for thread in touched:
        record_in("thread.imported", actor=actor, thread=thread, data={"posts": 0})


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
