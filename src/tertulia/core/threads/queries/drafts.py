"""Drafts, for their owner alone."""

from dataclasses import dataclass, replace

from django.db.models import QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Draft
from tertulia.kit.sql.prepared import Prepared


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What somebody was writing under `key`."""

    key: str
    seq: int = 0
    title: str = ""
    source: str = ""

    def holding(self, source: str, title: str = "") -> "DraftRow":
        """Return the draft with words that came back with an error."""
        return replace(self, source=source, title=title)


def _of(person: int, key: int) -> QuerySet:
    rows = Draft.objects.filter(person=person, key=key)
    return rows.values_list("key", "sequence", "title", "source")


_draft = Prepared(_of, "person", "key")


def draft_of(actor: Actor, key: str) -> DraftRow:
    """Return the draft of `actor` under `key`; an empty one where there is none."""
    if not actor.signed_in:
        return DraftRow(key)
    row = _draft.first(person=actor.person_id, key=key)
    return DraftRow(*row) if row else DraftRow(key)
