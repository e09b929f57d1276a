"""Reads of reactions."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.queries import post_facts
from tertulia.engage.reactions.models import Reaction, ReactionTotal
from tertulia.engage.reactions.names import PLACES
from tertulia.engage.reactions.permissions import can_see_reactions
from tertulia.kit.sql.prepared import PreparedByIds
from tertulia.kit.web.refusals import NotHere


@dataclass(frozen=True, slots=True)
class Reacted:
    """Who said which word to a post, and when."""

    id: int
    name: str
    person_name: str
    person_handle: str
    at: datetime


_totals = PreparedByIds(
    lambda posts: ReactionTotal.objects.filter(post__in=posts, number__gt=0).values_list(
        "post_id", "name", "number"
    )
)


def totals_of(posts: Collection[int]) -> dict[int, dict[str, int]]:
    """Return how many said what to each of `posts`. Whoever calls has checked the thread."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for post, name, number in _totals.rows([*posts]):
        if name in PLACES:
            found[post][name] = number
    return {
        post: dict(sorted(each.items(), key=lambda it: PLACES[it[0]]))
        for post, each in found.items()
    }


def own_reactions(actor: Actor, post_id: int) -> list[str]:
    """Return the words that `actor` said to the post."""
    rows = Reaction.objects.filter(post=post_id, person=actor.person_id)
    return sorted(rows.values_list("name", flat=True), key=lambda name: PLACES.get(name, 99))


def reactions_to(actor: Actor, post_id: int) -> QuerySet[Reaction]:
    """Return the reactions to a post whose words `actor` sees; raise NotHere for any other."""
    post = post_facts(actor, post_id)
    if post is None or not can_see_reactions(actor, post):
        raise NotHere
    return Reaction.objects.filter(post=post_id, name__in=PLACES)


def who_reacted(
    actor: Actor, post_id: int, *, name: str = "", before: int | None = None, limit: int = 100
) -> list[Reacted]:
    """Return who reacted to a post, the newest first."""
    rows = reactions_to(actor, post_id)
    if name:
        rows = rows.filter(name=name)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    columns = ("id", "name", "person__name", "person__handle", "created_at")
    return [Reacted(*row) for row in rows.order_by("-pk").values_list(*columns)[:limit]]
