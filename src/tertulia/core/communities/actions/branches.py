"""The tree of communities: moving one, and closing a branch to what stands beside it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions.founding import MOST_LEVELS
from tertulia.core.communities.actions.keeping import (
    hold,
    recorded,
    refuse_wider_than_parent,
)
from tertulia.core.communities.models import Ancestry, Community
from tertulia.core.communities.permissions import (
    can_change_community,
    can_found_below_community,
    can_found_community,
    standing_of,
)
from tertulia.kit.web.refusals import Refused, require


@transaction.atomic
def move_community(*, actor: Actor, community: Community, parent: Community | None) -> None:
    """Put a community, with all that is below it, below `parent`; below nothing with None."""
    require(can_change_community(actor, standing_of(actor, community)))
    if parent is None:
        require(can_found_community(actor), _("Only operators put a community at the top."))
    else:
        require(
            can_found_below_community(actor, standing_of(actor, parent)),
            _("You do not look after the community that it would stand below."),
        )
    _hold_tree(community, parent)
    community.refresh_from_db()
    if community.parent_id == (parent.pk if parent else None):
        return
    if community.is_circle:
        raise Refused(_("A circle stands below nothing."), "parent")
    if parent and Ancestry.objects.filter(ancestor=community, descendant=parent).exists():
        raise Refused(_("A community cannot stand below itself."), "parent")
    community.parent = parent
    refuse_wider_than_parent(community)
    community.save(update_fields=["parent"])
    _hang(community)
    _write_closures(community)
    recorded("community.moved", actor, community)


@transaction.atomic
def close_branch(*, actor: Actor, community: Community, closed: bool = True) -> None:
    """Close a community and all below it to whoever belongs to none of them, or open it again."""
    require(can_change_community(actor, standing_of(actor, community)))
    _hold_tree(community, None)
    if community.is_circle:
        raise Refused(_("A circle is closed already."), "is_closed")
    changed = Community.objects.filter(pk=community.pk).exclude(is_closed=closed)
    if not changed.update(is_closed=closed):
        return
    _write_closures(community)
    community.refresh_from_db()
    recorded("community.changed", actor, community)


def _hold_tree(community: Community, parent: Community | None) -> None:
    """Let two who change the tree do so one after the other."""
    roots = {_root(each) for each in (community, parent) if each}
    for root in sorted(roots):
        hold(Community(pk=root))
    hold(community)


def _root(community: Community) -> int:
    rows = Ancestry.objects.filter(descendant=community).order_by("-depth")
    return rows.values_list("ancestor_id", flat=True).first() or community.pk


def _hang(community: Community) -> None:
    """Write anew who stands above `community` and all below it."""
    below = dict(Ancestry.objects.filter(ancestor=community).values_list("descendant_id", "depth"))
    Ancestry.objects.filter(descendant__in=below).exclude(ancestor__in=below).delete()
    above = Ancestry.objects.filter(descendant=community.parent_id or 0)
    rows = [
        Ancestry(descendant_id=each, ancestor_id=ancestor, depth=depth + far + 1)
        for ancestor, far in above.values_list("ancestor_id", "depth")
        for each, depth in below.items()
    ]
    if any(row.depth >= MOST_LEVELS for row in rows):
        raise Refused(_("This lies too deep: a tree has at most twelve levels."), "parent")
    Ancestry.objects.bulk_create(rows)


def _write_closures(community: Community) -> None:
    """Write for `community` and all below it which closed branch is the nearest."""
    below = list(
        Ancestry.objects.filter(ancestor=community)
        .order_by("depth")
        .values_list("descendant_id", "descendant__parent_id", "descendant__is_closed")
    )
    above = Community.objects.filter(pk=community.parent_id or 0)
    nearest: dict[int | None, int | None] = dict(above.values_list("pk", "closed_by_id"))
    for each, parent, closed in below:
        nearest[each] = each if closed else nearest.get(parent)
        Community.objects.filter(pk=each).update(closed_by=nearest[each])
