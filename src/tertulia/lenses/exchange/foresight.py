"""What an import would do, told without doing it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import standing_of
from tertulia.core.threads.foreign import THREAD, ForeignLink, ForeignPost, Imported, Joined
from tertulia.core.threads.permissions import can_import_threads
from tertulia.core.threads.queries.foreign import known_records
from tertulia.core.threads.queries.named import COMMENT, keys_known, posts_named, threads_named
from tertulia.engage.reactions.foreign import ForeignReaction
from tertulia.kit.web.refusals import require
from tertulia.lenses.exchange.jsonl import ForeignMembership, ForeignPerson, Joining
from tertulia.lenses.exchange.queries import known_people, settled_members


class Foresight:
    """Stands where the actions stand, and only reads. `people`: keys that would become shadows."""

    def __init__(self, actor: Actor, community: Community, source: str) -> None:
        require(can_import_threads(actor, standing_of(actor, community)))
        self.people: set[str] = set()
        self._community = community
        self._source = source
        self._opened: set[str] = set()
        self._posts: set[str] = set()
        self._comments: set[str] = set()

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
                (self._comments if row.word == COMMENT else self._posts).add(row.key)
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

    def join(self, rows: Sequence[Joining]) -> Joined[Joining]:
        """Return what would become of rows that join what is here, or would be."""
        known = {
            (word, key)
            for word in {row.word for row in rows}
            for key in keys_known(self._source, word, (row.key for row in rows))
        }
        links = [row for row in rows if isinstance(row, ForeignLink)]
        said = [row for row in rows if isinstance(row, ForeignReaction)]
        ends = {key for link in links for key in (link.source, link.target)}
        threads = threads_named(self._source, ends).keys() | self._opened | self._posts
        posts = set(posts_named(self._source, {row.post for row in said}))
        posts |= self._posts | self._comments
        outcome: Joined[Joining] = Joined()
        for row in rows:
            if (row.word, row.key) in known:
                outcome.known.append(row)
            elif isinstance(row, ForeignLink):
                _foresee(row, {row.source, row.target} <= threads, outcome)
            else:
                _foresee(row, row.post in posts, outcome)
        self._meet({row.author for row in outcome.added} - {""})
        return outcome

    def _meet(self, keys: set[str]) -> None:
        new = keys - self.people
        self.people |= new - known_people(self._source, new).keys()


def _foresee(row: Joining, is_here: bool, outcome: Joined[Joining]) -> None:
    if is_here:
        outcome.added.append(row)
    else:
        outcome.left.append((row, _("what it joins is not here")))
