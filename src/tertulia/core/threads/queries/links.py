"""Links between threads: of each only what its reader may see at both ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import ThreadLink
from tertulia.core.threads.permissions import threads_seen_by
from tertulia.core.threads.queries.facts import by_actor, values_for


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as seen from one of its threads; `is_back` where it leads here from the other."""

    relation: str
    is_back: bool
    thread_id: int
    slug: str
    title: str
    kind: str
    status: str
    made_at: datetime

    @property
    def way(self) -> str:
        """Return the relation and which way it leads; to be related is mutual."""
        return (
            f"{self.relation}-back"
            if self.is_back and self.relation != "related"
            else self.relation
        )

    @property
    def path(self) -> str:
        """Return the address of the other thread."""
        return f"/t/{self.thread_id}/{self.slug}"


def links_seen_by(actor: Actor) -> QuerySet[ThreadLink]:
    """Return the links of which `actor` may see both ends."""
    seen = threads_seen_by(actor, "source__") & threads_seen_by(actor, "target__")
    return ThreadLink.objects.filter(seen)


_ENDS = ("id", "slug", "title", "kind", "status")


@by_actor
def _links(actor: Actor, person: int, thread: int) -> QuerySet:
    rows = links_seen_by(actor).filter(Q(source=thread) | Q(target=thread)).order_by("id")
    source = (F(f"source__{name}") for name in _ENDS)
    target = (F(f"target__{name}") for name in _ENDS)
    return rows.values_list("relation", "made_at", *source, *target)


def links_of(actor: Actor, thread_id: int) -> tuple[LinkRow, ...]:
    """Return the links of a thread, the oldest first, as far as `actor` sees their other ends."""
    rows = _links(actor, "thread").rows(**values_for(actor, thread=thread_id))
    return tuple(_row(thread_id, *values) for values in rows)


def _row(here: int, relation: str, made_at: datetime, *ends: Any) -> LinkRow:
    is_back = ends[0] != here
    other = ends[: len(_ENDS)] if is_back else ends[len(_ENDS) :]
    return LinkRow(relation, is_back, *other, made_at=made_at)


def has_links() -> Exists:
    """Return whether the thread of the outer query has any link, seen or not."""
    thread = OuterRef("pk")
    return Exists(ThreadLink.objects.filter(Q(source=thread) | Q(target=thread)))


def links_mark(actor: Actor) -> Coalesce:
    """Return a number that changes whenever `actor` sees other links of the outer thread.

    It changes too when what is at their other ends does: versions only grow.
    """
    thread = OuterRef("pk")
    seen = links_seen_by(actor).filter(Q(source=thread) | Q(target=thread))
    totals = seen.order_by().annotate(outer=thread).values("outer")
    sums = totals.annotate(mark=Sum(F("id") + F("source__version") + F("target__version")))
    return Coalesce(Subquery(sums.values("mark"), output_field=IntegerField()), 0)
