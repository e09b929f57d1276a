"""Founding a community, alone or below another one."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions.keeping import (
    checked_choice,
    let_in,
    recorded,
    refuse_wider_than_parent,
)
from tertulia.core.communities.models import (
    Ancestry,
    Charter,
    Community,
    JoinPolicy,
    Role,
    Visibility,
)
from tertulia.core.communities.permissions import (
    can_found_below_community,
    can_found_community,
    standing_of,
)
from tertulia.core.communities.slugs import checked_slug
from tertulia.core.people.names import checked_name
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import Refused, require

MOST_LEVELS = 12


@transaction.atomic
def found_community(
    *,
    actor: Actor,
    slug: str,
    name: str,
    visibility: str = Visibility.PUBLIC,
    join_policy: str = JoinPolicy.OPEN,
    parent: Community | None = None,
    is_closed: bool = False,
) -> Community:
    """Found a community; a person who founds it is its first coordinator."""
    if parent is None:
        require(can_found_community(actor), _("Here communities are founded by operators."))
    else:
        require(can_found_below_community(actor, standing_of(actor, parent)))
    if actor.person_id is not None:
        spend("found", str(actor.person_id))
    community = Community(
        slug=checked_slug(slug),
        name=checked_name(name),
        visibility=checked_choice(visibility, Visibility, "visibility"),
        join_policy=checked_choice(join_policy, JoinPolicy, "join_policy"),
        parent=parent,
        is_closed=is_closed,
        closed_by_id=parent.closed_by_id if parent else None,
    )
    refuse_wider_than_parent(community)
    try:
        with transaction.atomic():
            community.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("There is a community at this address already."), "slug") from error
    if is_closed:
        community.closed_by_id = community.pk
        community.save(update_fields=["closed_by"])
    _write_ancestry(community)
    Charter.objects.create(community=community)
    if actor.person_id is not None:
        let_in(community, actor.person_id, Role.MEMBER | Role.COORDINATOR, actor.person_id)
    recorded("community.founded", actor, community)
    return community


def _write_ancestry(community: Community) -> None:
    rows = [Ancestry(descendant=community, ancestor=community, depth=0)]
    if community.parent_id:
        above = Ancestry.objects.filter(descendant=community.parent_id)
        rows += [
            Ancestry(descendant=community, ancestor_id=ancestor, depth=depth + 1)
            for ancestor, depth in above.values_list("ancestor_id", "depth")
        ]
    if len(rows) > MOST_LEVELS:
        raise Refused(_("This lies too deep: a tree has at most twelve levels."), "parent")
    Ancestry.objects.bulk_create(rows)
