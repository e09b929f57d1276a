"""The only writes about communities."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.communities.models import (
    COORDINATING,
    Ancestry,
    Charter,
    Community,
    FormerSlug,
    JoinPolicy,
    JoinRequest,
    Membership,
    Role,
    Visibility,
)
from tertulia.core.communities.permissions import (
    can_ask_to_join_community,
    can_change_community,
    can_found_community,
    can_join_community,
    can_leave_community,
    can_list_community,
    can_manage_members,
    standing_of,
)
from tertulia.core.communities.slugs import checked_slug
from tertulia.core.people.models import Person
from tertulia.core.people.names import checked_name
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import NotHere, Refused, require

_NARROWNESS = {name: rank for rank, name in enumerate(Visibility.values)}
CHARTER_TEXTS = (
    "domain_statement",
    "why_it_matters",
    "in_scope",
    "out_of_scope",
    "membership_rule",
    "norms",
    "practice_outputs",
    "rhythm",
)
MAX_CHARTER_TEXT = 5_000


@transaction.atomic
def found_community(
    *,
    actor: Actor,
    slug: str,
    name: str,
    visibility: str = Visibility.PUBLIC,
    join_policy: str = JoinPolicy.OPEN,
    parent: Community | None = None,
) -> Community:
    """Found a community; a person who founds it is its first coordinator."""
    require(can_found_community(actor))
    community = Community(
        slug=checked_slug(slug),
        name=checked_name(name),
        visibility=_checked_choice(visibility, Visibility, "visibility"),
        join_policy=_checked_choice(join_policy, JoinPolicy, "join_policy"),
        parent=parent,
    )
    _refuse_wider_than_parent(community)
    try:
        with transaction.atomic():
            community.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("There is a community at this address already."), "slug") from error
    _write_ancestry(community)
    Charter.objects.create(community=community)
    if actor.person_id is not None:
        _add(community, actor.person_id, Role.MEMBER | Role.COORDINATOR)
    _recorded("community.founded", actor, community)
    return community


@transaction.atomic
def change_community(*, actor: Actor, community: Community, **changes: str) -> None:
    """Change name, visibility, join policy or slug; a slug given up keeps leading here."""
    require(can_change_community(actor, standing_of(actor, community)))
    _hold(community)
    community.refresh_from_db(fields=["name", "visibility", "join_policy", "slug"])
    if "name" in changes:
        community.name = checked_name(changes["name"])
    if "visibility" in changes:
        community.visibility = _checked_choice(changes["visibility"], Visibility, "visibility")
        _refuse_wider_than_parent(community)
        _refuse_narrower_than_children(community)
    if "join_policy" in changes:
        community.join_policy = _checked_choice(changes["join_policy"], JoinPolicy, "join_policy")
    if "slug" in changes and changes["slug"] != community.slug:
        new = checked_slug(changes["slug"], mine=community)
        FormerSlug.objects.update_or_create(
            slug=community.slug, defaults={"community": community, "given_up_at": timezone.now()}
        )
        community.slug = new
    community.save(update_fields=["name", "visibility", "join_policy", "slug"])
    _recorded("community.changed", actor, community)


@transaction.atomic
def write_charter(*, actor: Actor, community: Community, **texts: Any) -> Charter:
    """Write the charter; texts not given stay as they are."""
    require(can_change_community(actor, standing_of(actor, community)))
    charter = Charter.objects.get_or_create(community=community)[0]
    for field in CHARTER_TEXTS:
        if field in texts:
            setattr(charter, field, checked_text(texts[field], limit=MAX_CHARTER_TEXT, field=field))
    if "key_questions" in texts:
        questions = [q.strip() for q in texts["key_questions"] if q.strip()]
        if len(questions) > 7:
            raise Refused(_("A charter has at most seven key questions."), "key_questions")
        charter.key_questions = [
            checked_text(q, limit=300, field="key_questions") for q in questions
        ]
    charter.changed_at = timezone.now()
    charter.save()
    _recorded("community.changed", actor, community)
    return charter


@transaction.atomic
def join_community(*, actor: Actor, community: Community) -> None:
    """Become a member, where joining is open. Who belongs already stays what they are."""
    place = standing_of(actor, community)
    _refuse_unlisted(actor, place)
    if place.roles:
        return
    require(can_join_community(actor, place), _("One cannot simply join here."))
    assert actor.person_id is not None
    if _add(community, actor.person_id, Role.MEMBER):
        _recorded("membership.joined", actor, community, person=actor.person_id)


@transaction.atomic
def ask_to_join(*, actor: Actor, community: Community, message: str = "") -> JoinRequest:
    """Ask to become a member; asking again while one waits changes its message."""
    place = standing_of(actor, community)
    _refuse_unlisted(actor, place)
    require(can_ask_to_join_community(actor, place), _("One cannot ask to join here."))
    message = checked_text(message, limit=2_000, field="message")
    request, _new = JoinRequest.objects.update_or_create(
        community=community,
        person_id=actor.person_id,
        state=JoinRequest.State.WAITING,
        defaults={"message": message},
    )
    _recorded("membership.asked", actor, community, person=actor.person_id)
    return request


@transaction.atomic
def withdraw_request(*, actor: Actor, community: Community) -> None:
    """No longer ask to become a member; without a request that waits, nothing changes."""
    _refuse_unlisted(actor, standing_of(actor, community))
    waiting = JoinRequest.objects.filter(
        community=community, person=actor.person_id, state=JoinRequest.State.WAITING
    )
    if waiting.update(state=JoinRequest.State.WITHDRAWN, decided_at=timezone.now()):
        _recorded("membership.withdrawn", actor, community, person=actor.person_id)


@transaction.atomic
def decide_request(*, actor: Actor, request: JoinRequest, accept: bool) -> None:
    """Accept or decline somebody who asked to join."""
    community = request.community
    require(can_manage_members(actor, standing_of(actor, community)))
    _hold(community)  # two who decide at once decide one after the other
    request.refresh_from_db(fields=["state"])
    if request.state != JoinRequest.State.WAITING:
        raise Refused(_("This request has been decided already."))
    request.state = JoinRequest.State.ACCEPTED if accept else JoinRequest.State.DECLINED
    request.decided_at = timezone.now()
    request.decided_by_id = actor.person_id
    request.save()
    if accept:
        _add(community, request.person_id, Role.MEMBER)
    verb = "membership.joined" if accept else "membership.declined"
    _recorded(verb, actor, community, person=request.person_id)


@transaction.atomic
def leave_community(*, actor: Actor, community: Community) -> None:
    """Stop being a member; what one wrote stays."""
    place = standing_of(actor, community)
    _refuse_unlisted(actor, place)
    if not place.roles:
        return
    require(can_leave_community(actor, place))
    assert actor.person_id is not None
    _refuse_to_lose_last_coordinator(community, actor.person_id)
    _drop(community, actor.person_id)
    _recorded("membership.left", actor, community, person=actor.person_id)


@transaction.atomic
def add_member(
    *, actor: Actor, community: Community, person: int, roles: int = Role.MEMBER
) -> None:
    """Make `person` a member in `roles`, or give a member further roles."""
    require(can_manage_members(actor, standing_of(actor, community)))
    _refuse_unknown_roles(roles)
    if not Person.objects.filter(pk=person).exists():
        raise NotHere(_("There is no such person here."))
    if _add(community, person, roles | Role.MEMBER):
        _recorded("membership.joined", actor, community, person=person)
        return
    held = Membership.objects.get(community=community, person=person).roles
    roles |= held | Role.MEMBER
    give_roles(actor=actor, community=community, person=person, roles=roles)


@transaction.atomic
def give_roles(*, actor: Actor, community: Community, person: int, roles: int) -> None:
    """Set the roles of a member; the last coordinator stays one."""
    require(can_manage_members(actor, standing_of(actor, community)))
    _refuse_unknown_roles(roles)
    if not roles & COORDINATING:
        _refuse_to_lose_last_coordinator(community, person)
    held = Membership.objects.filter(community=community, person=person)
    if not held.update(roles=int(roles)):
        raise NotHere(_("This person is not a member here."))
    _recorded("membership.role_changed", actor, community, person=person)


@transaction.atomic
def remove_member(*, actor: Actor, community: Community, person: int) -> None:
    """End somebody's membership. Their open pages receive nothing more of what members read."""
    require(can_manage_members(actor, standing_of(actor, community)))
    _refuse_to_lose_last_coordinator(community, person)
    if _drop(community, person):
        _recorded("membership.removed", actor, community, person=person)


def _recorded(verb: str, actor: Actor, community: Community, person: int | None = None) -> None:
    _hold(community)  # before `record`: what it holds is taken last by all
    activity = record(verb, actor=actor, community=community.id, person=person)
    Community.objects.filter(pk=community.pk).update(version=activity)
    community.version = activity


def _add(community: Community, person: int, roles: int) -> bool:
    _row, new = Membership.objects.get_or_create(
        community=community, person_id=person, defaults={"roles": int(roles)}
    )
    if new:
        _count(community, 1)
        JoinRequest.objects.filter(
            community=community, person_id=person, state=JoinRequest.State.WAITING
        ).update(state=JoinRequest.State.ACCEPTED, decided_at=timezone.now())
    return new


def _drop(community: Community, person: int) -> bool:
    gone, _rows = Membership.objects.filter(community=community, person_id=person).delete()
    if gone:
        _count(community, -1)
    return bool(gone)


def _count(community: Community, step: int) -> None:
    Community.objects.filter(pk=community.pk).update(member_count=F("member_count") + step)


def _write_ancestry(community: Community) -> None:
    rows = [Ancestry(descendant=community, ancestor=community, depth=0)]
    if community.parent_id:
        above = Ancestry.objects.filter(descendant=community.parent_id)
        rows += [
            Ancestry(descendant=community, ancestor_id=ancestor, depth=depth + 1)
            for ancestor, depth in above.values_list("ancestor_id", "depth")
        ]
    Ancestry.objects.bulk_create(rows)


def _checked_choice(value: str, choices: Any, field: str) -> str:
    if value not in choices.values:
        known = ", ".join(choices.values)
        raise Refused(
            _("%(value)s is none of: %(known)s.") % {"value": value, "known": known}, field
        )
    return value


def _hold(community: Community) -> None:
    # The key stays free: rows that refer to a community are checked when they are committed.
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)


def _refuse_unlisted(actor: Actor, place: Any) -> None:
    if not can_list_community(actor, place):
        raise NotHere


def _refuse_wider_than_parent(community: Community) -> None:
    parent = community.parent
    if parent and _NARROWNESS[community.visibility] < _NARROWNESS[parent.visibility]:
        raise Refused(_("A community is never more visible than the one above it."), "visibility")


def _refuse_narrower_than_children(community: Community) -> None:
    for child in Community.objects.filter(parent=community).values_list("visibility", flat=True):
        if _NARROWNESS[child] < _NARROWNESS[community.visibility]:
            raise Refused(_("A community below this one would be more visible."), "visibility")


def _refuse_unknown_roles(roles: int) -> None:
    if roles <= 0 or roles & ~sum(Role.values):
        raise Refused(_("There is no such role."), "roles")


def _refuse_to_lose_last_coordinator(community: Community, person: int) -> None:
    # Two who go at the same moment go one after the other, so that the second is asked to stay.
    _hold(community)
    in_charge = Membership.objects.filter(community=community).alias(
        held=F("roles").bitand(int(COORDINATING))
    )
    others = in_charge.filter(held__gt=0).exclude(person=person)
    mine = in_charge.filter(held__gt=0, person=person)
    if mine.exists() and not others.exists():
        raise Refused(_("A community keeps at least one coordinator. Name another one first."))
