"""An import from its first line to its report."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions import add_member
from tertulia.core.communities.models import Community, Role
from tertulia.core.people.actions import describe_shadows, find_or_make_shadows
from tertulia.core.threads.actions import (
    import_links,
    import_threads,
    settle_answers,
    settle_replies,
)
from tertulia.core.threads.actions.imported_files import keep_foreign_files
from tertulia.core.threads.foreign import ForeignLink, ForeignPost, Imported, Joined
from tertulia.core.threads.queries.foreign import known_records
from tertulia.engage.reactions.actions import import_reactions
from tertulia.engage.reactions.foreign import ForeignReaction
from tertulia.lenses.exchange.bytes import opened
from tertulia.lenses.exchange.fields import LeftOut
from tertulia.lenses.exchange.foresight import Foresight
from tertulia.lenses.exchange.jsonl import (
    ForeignMembership,
    ForeignPerson,
    Joining,
    Row,
    parsed,
    row_of,
    word_of,
)
from tertulia.lenses.exchange.leading import lead_links
from tertulia.lenses.exchange.lines import Line, Readable
from tertulia.lenses.exchange.queries import (
    count_known_people,
    known_people,
    settled_members,
)
from tertulia.lenses.exchange.report import Report, Watch
from tertulia.lenses.exchange.spool import Spool

# A batch ends before a row that opens a thread, so that most threads come in whole; or, in a long
# thread, when it is full. Writers of the running site wait for one batch at most.
BATCH_ROWS, FULL_BATCH_ROWS = 300, 1_000
BATCH_LENGTH = 2_000_000
_WATCH_EVERY = 0.5
_TRIES = 3


class Import:
    """One run. `folder` is where the files lie that rows name.

    `report` grows as rows come in; a run that is stopped leaves whole batches.
    """

    def __init__(
        self, actor: Actor, community: Community, source: str, *, origin: str, dry_run: bool
    ) -> None:
        self.report = Report(community.slug, source, dry_run)
        self._actor = actor
        self._community = community
        self._source = source
        self._origin = origin
        self.folder: Path | None = None
        self._foresight = Foresight(actor, community, source) if dry_run else None
        self._seen: set[int] = set()
        self._posts: list[ForeignPost] = []
        self._length = 0
        self._people: list[ForeignPerson | ForeignMembership] = []
        self._began = time.monotonic()
        self._watched = self._began

    def run(self, lines: Readable, watch: Watch | None = None) -> Report:
        """Bring in everything in `lines`, then what waited for a thread further down."""
        before = count_known_people(self._source)
        with Spool() as waiting, Spool() as joining:
            for line in lines:
                row = self._read(line)
                if isinstance(row, ForeignLink | ForeignReaction):
                    joining.put(row)
                elif row is not None:
                    self._put(row, waiting)
                self.tell(watch, lines.fraction)
            self._flush(waiting)
            self._bring_late(waiting)
            self._join(joining, watch, lines.fraction)
        self.report.broken = lines.broken
        if self._foresight:
            self.report.new_people = len(self._foresight.people)
        else:
            self._settle(lambda: self.tell(watch, lines.fraction))
            self.report.new_people = count_known_people(self._source) - before
        self.report.seconds = time.monotonic() - self._began
        return self.report

    def _read(self, line: Line) -> Row | None:
        """Return the row that a line means; None, and counted, where it cannot come in."""
        self.report.rows += 1
        word, row = "", None
        try:
            if line.data is None:
                raise LeftOut(_("the line is too long"))
            data = parsed(line.data)
            word = word_of(data)
            row = row_of(line.number, data)
            self._refuse_twice(row)
        except LeftOut as fault:
            self.report.leave(word, line.number, str(fault))
            row = None
        self.report.tally(word).read += 1
        return row

    def _refuse_twice(self, row: Row) -> None:
        """Raise LeftOut for the second row of this file with the same kind and id."""
        mark = hash((row.word, row.key))
        if mark in self._seen:
            raise LeftOut(_("a row above has the same kind and id"))
        self._seen.add(mark)

    def _put(self, row: ForeignPost | ForeignPerson | ForeignMembership, waiting: Spool) -> None:
        """Add a row to its batch, and end the batch first where this is the place to."""
        if isinstance(row, ForeignPost):
            if self._ends_before(row):
                self._flush(waiting)
            self._posts.append(row)
            self._length += len(row.source)
            return
        self._people.append(row)
        if len(self._people) >= FULL_BATCH_ROWS:
            self._flush_people()

    def _ends_before(self, row: ForeignPost) -> bool:
        held = len(self._posts)
        full = held >= FULL_BATCH_ROWS or self._length >= BATCH_LENGTH
        return full or (bool(row.opens) and held >= BATCH_ROWS)

    def _flush(self, waiting: Spool) -> None:
        """Store what is held; keep replies that came before their thread for the end."""
        self._flush_people()
        outcome = self._bring(self._posts, late=False)
        self._posts, self._length = [], 0
        for row in outcome.waiting:
            waiting.put(row)

    def _bring_late(self, waiting: Spool) -> None:
        for some in waiting.portions(BATCH_ROWS):
            for row in self._bring(some, late=True).waiting:
                why = _("its thread is neither in the file nor here")
                self.report.leave(row.word, row.line, why)

    def _join(self, joining: Spool, watch: Watch | None, fraction: float | None) -> None:
        """Bring in the rows that join others, now that all of them are here."""
        for some in joining.portions(FULL_BATCH_ROWS):
            outcome = self._joined(some)
            for row in outcome.added:
                self.report.tally(row.word).added += 1
            for row in outcome.known:
                self.report.tally(row.word).known += 1
            for row, why in outcome.left:
                self.report.leave(row.word, row.line, why)
            self.tell(watch, fraction)

    def _joined(self, rows: list[Joining]) -> Joined[Joining]:
        if self._foresight:
            return self._foresight.join(rows)
        place: Any = {
            "actor": self._actor, "community": self._community, "source": self._source
        }  # fmt: skip
        links = import_links(**place, batch=[row for row in rows if isinstance(row, ForeignLink)])
        said = import_reactions(
            **place, batch=[row for row in rows if isinstance(row, ForeignReaction)]
        )
        return Joined(
            [*links.added, *said.added], [*links.known, *said.known], [*links.left, *said.left]
        )

    def _bring(self, batch: list[ForeignPost], *, late: bool) -> Imported:
        if not batch:
            return Imported()
        outcome = self._store(batch, late)
        for row in outcome.added:
            self.report.tally(row.word).added += 1
        for row in outcome.known:
            self.report.tally(row.word).known += 1
        for row, why in outcome.left:
            self.report.leave(row.word, row.line, why)
        for line, why in outcome.noted:
            self.report.note(line, why)
        return outcome

    def _store(self, batch: list[ForeignPost], late: bool) -> Imported:
        if self._foresight:
            return self._foresight.import_threads(batch, late)
        batch = self._with_files(batch)
        for again in range(_TRIES):
            try:
                return import_threads(
                    actor=self._actor,
                    community=self._community,
                    source=self._source,
                    batch=batch,
                    origin=self._origin,
                    late=late,
                )
            except IntegrityError:
                # Somebody took a handle, or another import the same row, at the same moment.
                if again == _TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def _with_files(self, batch: list[ForeignPost]) -> list[ForeignPost]:
        """Return `batch` with the files of new rows kept here, where they lie beside the rows."""
        carrying = [row for row in batch if row.files and not row.kept_files]
        if not carrying or self.folder is None:
            return batch
        known = known_records(self._source, carrying)
        return [
            self._with_own(row, self.folder)
            if row in carrying and (row.word, row.key) not in known
            else row
            for row in batch
        ]

    def _with_own(self, row: ForeignPost, folder: Path) -> ForeignPost:
        row, faults = keep_foreign_files(
            actor=self._actor,
            community=self._community,
            source=self._source,
            row=row,
            open_file=partial(opened, folder),
        )
        for fault in faults:
            self.report.note(row.line, fault)
        return row

    def _flush_people(self) -> None:
        people, self._people = self._people, []
        if not people:
            return
        store = self._foresight.import_people if self._foresight else self._store_people
        added = store(people)
        for row in people:
            tally = self.report.tally(row.word)
            tally.added += row in added
            tally.known += row not in added

    @transaction.atomic
    def _store_people(self, rows: list[ForeignPerson | ForeignMembership]) -> set[object]:
        """Store what the file says of people; return the rows that changed anything."""
        actor, source = self._actor, self._source
        described = {row.key: row for row in rows if isinstance(row, ForeignPerson)}
        known = known_people(self._source, described)
        told = {key: (row.name, row.about) for key, row in described.items()}
        changed = describe_shadows(actor=actor, source=source, people=told)
        added: set[object] = {
            row for key, row in described.items() if key in changed or key not in known
        }
        joining = [row for row in rows if isinstance(row, ForeignMembership)]
        keys = {row.key for row in joining}
        people = find_or_make_shadows(actor=actor, source=source, keys=keys)
        settled = settled_members(self._community.id, people.values())
        for row in joining:
            if people[row.key] not in settled:
                add_member(
                    actor=actor,
                    community=self._community,
                    person=people[row.key],
                    roles=row.roles | Role.MEMBER,
                )
                added.add(row)
        return added

    def _settle(self, tell: Callable[[], None]) -> None:
        for fault in settle_replies(
            actor=self._actor, community=self._community, source=self._source
        ):
            self.report.note(None, fault)
        for fault in settle_answers(
            actor=self._actor, community=self._community, source=self._source
        ):
            self.report.note(None, fault)
        self.report.led = lead_links(
            actor=self._actor,
            community=self._community,
            source=self._source,
            origin=self._origin,
            tell=tell,
        )

    def tell(self, watch: Watch | None, fraction: float | None) -> None:
        """Say how far it is, where it is time to."""
        now = time.monotonic()
        if watch and now - self._watched >= _WATCH_EVERY:
            self._watched = now
            watch(self.report.progress(fraction, now - self._began))
