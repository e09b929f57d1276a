"""What an import would do, told without doing it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import standing_of
from tertulia.core.threads.foreign import THREAD, ForeignPost, Imported
from tertulia.core.threads.permissions import can_import_threads
from tertulia.core.threads.queries.foreign import known_records
from tertulia.kit.web.refusals import require
from tertulia.lenses.exchange.jsonl import ForeignMembership, ForeignPerson
from tertulia.lenses.exchange.queries import known_people, settled_members


class Foresight:
    """Stands where the actions stand, and only reads. `people`: keys that would become shadows."""

    def __init__(self, actor: Actor, community: Community, source: str) -> None:
        require(can_import_threads(actor, standing_of(actor, community)))
        self.people: set[str] = set()
        self._community = community
        self._source = source
        self._opened: set[str] = set()

    def import_threads(self, batch: Sequence[ForeignPost], late: bool) -> Imported:
        """Return what would become of each row."""
        known = known_records(self._source, batch)
        outcome = Imported()
        for row in batch:
            here = row.thread in self._opened or (THREAD, row.thread) in known
            if (row.word, row.key) in known:
                outcome.known.append(row)
            elif row.opens and here:
                outcome.left.append((row, _("another row opened its thread")))
            elif row.opens or here:
                outcome.added.append(row)
                if row.opens:
                    self._opened.add(row.thread)
            else:
                outcome.waiting.append(row)
        self._meet({key for row in outcome.added for key in row.people})
        return outcome

    def import_people(
        self, rows: Sequence[ForeignPerson | ForeignMembership]
    ) -> set[ForeignPerson | ForeignMembership]:
        """Return the rows that would add somebody, or make somebody a member."""
        known = known_people(self._source, [row.key for row in rows])
        members = settled_members(self._community.id, known.values())
        self._meet({row.key for row in rows})
        return {
            row
            for row in rows
            if row.key not in known
            or (isinstance(row, ForeignMembership) and known[row.key] not in members)
        }

    def _meet(self, keys: set[str]) -> None:
        new = keys - self.people
        self.people |= new - known_people(self._source, new).keys()
