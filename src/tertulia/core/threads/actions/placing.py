"""Where a thread lies: its lane at home, and the other communities that show it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import can_list_community, standing_of
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Lane, LaneChange, Placement
from tertulia.core.threads.permissions import (
    ThreadFacts,
    can_ask_for_placement,
    can_change_lane,
    can_decide_placement,
    can_end_placement,
    can_start_thread,
)
from tertulia.core.threads.queries.facts import lock_thread, thread_facts
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import NotHere, Refused, require


@transaction.atomic
def move_to_lane(*, actor: Actor, thread_id: int, lane: str) -> None:
    """Take a thread from the lounge to the workbench, or back; the move is told in the thread."""
    require(can_change_lane(actor, _facts(actor, thread_id)))
    if lane not in Lane.values:
        raise Refused(_("A thread lies on the workbench or in the lounge."), "lane")
    thread = lock_thread(thread_id)
    require(can_change_lane(actor, _facts(actor, thread_id)))
    if thread.lane == lane:
        return
    LaneChange.objects.create(thread=thread, mover_id=actor.person_id, lane=lane)
    record_in("thread.lane_changed", actor=actor, thread=thread, data={"lane": lane}, lane=lane)


@transaction.atomic
def ask_for_placement(*, actor: Actor, thread_id: int, community: Community) -> Placement:
    """Ask that a community shows a thread of another home; who decides there need not ask."""
    facts = _facts(actor, thread_id)
    require(can_ask_for_placement(actor, facts))
    place = standing_of(actor, community)
    if not can_list_community(actor, place):
        raise NotHere(_("There is no such community."))
    require(can_start_thread(actor, place) and not place.is_circle, _("You do not write there."))
    spend("start_thread", str(actor.person_id))
    thread = lock_thread(thread_id)
    if thread.community_id == community.pk:
        raise Refused(_("This is where it is at home."), "community")
    standing = Placement.objects.filter(thread=thread, community=community)
    standing = standing.filter(state__in=(Placement.State.WAITING, Placement.State.SHOWN))
    placement = standing.first()
    if placement is None:
        placement = Placement(thread=thread, community=community, asker_id=actor.person_id)
        placement.save(force_insert=True)
        if not can_decide_placement(actor, place):
            _recorded("placement.asked", actor, placement)
    if placement.state == Placement.State.WAITING and can_decide_placement(actor, place):
        _show(actor, placement)
    return placement


@transaction.atomic
def decide_placement(*, actor: Actor, placement: Placement, accept: bool) -> None:
    """Show the thread here from now on, or decline."""
    require(can_decide_placement(actor, standing_of(actor, placement.community)))
    _facts(actor, placement.thread_id)
    _hold(placement)
    if placement.state != Placement.State.WAITING:
        raise Refused(_("This has been decided already."))
    if accept:
        _show(actor, placement)
    else:
        _decide(actor, placement, Placement.State.DECLINED)
        _recorded("placement.declined", actor, placement)


@transaction.atomic
def end_placement(*, actor: Actor, placement: Placement) -> None:
    """Show a thread here no longer, or no longer ask for it; at home it stays as it is."""
    facts = _facts(actor, placement.thread_id)
    place = standing_of(actor, placement.community)
    asked = actor.signed_in and actor.person_id == placement.asker_id
    require(asked or can_end_placement(actor, facts) or can_decide_placement(actor, place))
    _hold(placement)
    was = placement.state
    if was not in (Placement.State.WAITING, Placement.State.SHOWN):
        return
    _decide(actor, placement, Placement.State.ENDED)
    if was == Placement.State.SHOWN:
        _count(placement, -1)
    _recorded("placement.ended", actor, placement)


def _facts(actor: Actor, thread_id: int) -> ThreadFacts:
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    return facts


def _hold(placement: Placement) -> None:
    lock_thread(placement.thread_id)
    placement.refresh_from_db(fields=["state"])


def _show(actor: Actor, placement: Placement) -> None:
    _decide(actor, placement, Placement.State.SHOWN)
    _count(placement, 1)
    _recorded("placement.accepted", actor, placement)


def _decide(actor: Actor, placement: Placement, state: str) -> None:
    placement.state = state
    placement.decider_id = actor.person_id
    placement.decided_at = timezone.now()
    placement.save(update_fields=["state", "decider", "decided_at"])


def _count(placement: Placement, step: int) -> None:
    receiving = Community.objects.filter(pk=placement.community_id)
    receiving.update(placed_count=F("placed_count") + step)


def _recorded(verb: str, actor: Actor, placement: Placement) -> None:
    record(
        verb,
        actor=actor,
        community=placement.community_id,
        thread=placement.thread_id,
        person=placement.asker_id,
        data={"placement": placement.pk},
    )
