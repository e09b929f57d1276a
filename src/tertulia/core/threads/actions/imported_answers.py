"""Acceptances from elsewhere; called by `importing`, inside its transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor, system
from tertulia.core.people.actions import find_or_make_shadows
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Acceptance, Post, Thread
from tertulia.core.threads.queries.foreign import Claim, posts_by_key
from tertulia.core.threads.queries.settled import words_kept


def write_acceptances(actor: Actor, source: str, claims: Sequence[Claim]) -> list[str]:
    """Store what `claims` say, as far as it is here; return why some of it cannot be."""
    by_key = posts_by_key(source, [claim.thread_id for claim in claims])
    posts = Post.objects.in_bulk([by_key.get((each.thread_id, each.answer), 0) for each in claims])
    keys = {claim.by for claim in claims} - {""}
    people = find_or_make_shadows(actor=system(actor.door), source=source, keys=keys)
    ids = [claim.thread_id for claim in claims]
    held = Thread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    threads = {thread.id: thread for thread in held}
    faults: list[str] = []
    accepted: list[Thread] = []
    for claim in claims:
        post = posts.get(by_key.get((claim.thread_id, claim.answer), 0))
        if post is None or post.number == 1:
            faults.append(_("the answer that was accepted is not here: none is"))
            continue
        thread = threads[claim.thread_id]
        accepter = people.get(claim.by, thread.author_id)
        Acceptance.objects.get_or_create(
            post=post,
            withdrawn_at=None,
            defaults={"accepter_id": accepter, "accepted_at": _moment(claim.at, post)},
        )
        accepted.append(thread)
    for thread in accepted:  # all of them are written before the first is recorded
        kept = words_kept(thread.id)
        record_in("thread.imported", actor=actor, thread=thread, data={"posts": 0}, **kept)
    return faults


def _moment(said: str, post: Post) -> datetime:
    """Return when it was accepted: as the row says, else not before the answer was written."""
    try:
        moment = parse_datetime(said)
    except ValueError:
        moment = None
    if moment is None:
        return post.created_at
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=post.created_at.tzinfo)
