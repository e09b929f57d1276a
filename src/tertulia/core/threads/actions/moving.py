"""Taking a thread to another community. Nobody sees more of it than its new home shows."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.rehoming import rehome_thread
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import (
    can_moderate_community,
    can_read_community,
    standing_of,
)
from tertulia.core.threads.actions.pinning import take_down
from tertulia.core.threads.actions.starting import put_under_topics
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Thread
from tertulia.core.threads.permissions import can_move_thread
from tertulia.core.threads.queries.facts import lock_thread, thread_facts
from tertulia.core.topics.queries import topics_of
from tertulia.kit.web.refusals import NotHere, Refused, require


@transaction.atomic
def move_thread(*, actor: Actor, thread_id: int, community: Community) -> None:
    """Make `community` the home of a thread; its rules hold from this moment on.

    Raises NotHere where `actor` does not see both, NotAllowed where they do not moderate both.
    """
    _require_move(actor, thread_id)
    place = standing_of(actor, community)
    if not can_read_community(actor, place):
        raise NotHere
    require(can_moderate_community(actor, place), _("You do not look after that community."))
    if place.is_archived or place.is_circle:
        raise Refused(_("That community takes no threads."), "community")
    thread = lock_thread(thread_id)
    _require_move(actor, thread_id)  # again: it may have been moved since
    former = thread.community_id
    if former == community.pk:
        return
    names = [topic.name for topic in topics_of(thread_id)]
    thread.community_id = community.pk
    Thread.objects.filter(pk=thread_id).update(community=community)
    put_under_topics(actor=actor, thread=thread, names=names)
    take_down(actor, thread)  # it stood first in another list
    rehome_thread(thread_id, community.pk)
    # By number, as every writer who needs both.
    for place_id, step in sorted(((former, -1), (community.pk, 1))):
        _recount(place_id, step)
    record_in("thread.moved", actor=actor, thread=thread)


def _require_move(actor: Actor, thread_id: int) -> None:
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    require(can_move_thread(actor, facts))


def _recount(community: int, step: int) -> None:
    """Count the thread that came or went, and say when somebody last spoke in what is there now."""
    last = Thread.objects.filter(community=community).aggregate(last=Max("last_post_at"))["last"]
    moments = {} if last is None else {"last_post_at": last}
    Community.objects.filter(pk=community).update(thread_count=F("thread_count") + step, **moments)
