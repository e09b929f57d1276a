"""Drafts, for their owner alone."""

from dataclasses import dataclass, replace

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Draft


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


def draft_of(actor: Actor, key: str) -> DraftRow:
    """Return the draft of `actor` under `key`; an empty one where there is none."""
    if not actor.signed_in:
        return DraftRow(key)
    columns = ("key", "sequence", "title", "source")
    row = Draft.objects.filter(person=actor.person_id, key=key).values_list(*columns).first()
    return DraftRow(*row) if row else DraftRow(key)
