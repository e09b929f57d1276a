"""Bringing in what was written elsewhere, batch by batch; run again, it doubles nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import standing_of
from tertulia.core.threads.actions.imported_answers import write_acceptances
from tertulia.core.threads.actions.imported_rows import Place, write_places
from tertulia.core.threads.actions.imported_words import Words, words_of
from tertulia.core.threads.actions.writing import record_in, thread_slug
from tertulia.core.threads.foreign import THREAD, ForeignPost, Imported
from tertulia.core.threads.models import Post, Thread
from tertulia.core.threads.permissions import can_import_threads
from tertulia.core.threads.queries.foreign import (
    Known,
    known_records,
    numbers_taken,
    parents_of,
    posts_by_key,
    unaccepted_records,
    unsettled_records,
)
from tertulia.kit.web.refusals import require

# A number far beyond the others is a mistake of the file, and would make a thread of empty pages.
MAX_NUMBER = 1_000_000
_SETTLED_AT_ONCE = 200


def import_threads(
    *,
    actor: Actor,
    community: Community,
    source: str,
    batch: Sequence[ForeignPost],
    origin: str = "",
    late: bool = False,
) -> Imported:
    """Store `batch` in one transaction and return what became of each row.

    A row that is here already stays as it is. A reply that stands in its file before its thread
    waits: hand it in again at the end, with `late`, where those left waiting belong to nothing.
    `origin` is the address it came from, kept with each thread.
    Nobody is notified, nobody becomes a member; each thread touched has one `thread.imported`,
    whose `data` says how many `posts` came and the id `from_post` on which they stand.
    """
    require(can_import_threads(actor, standing_of(actor, community)))
    words = _words_of_new(batch, known_records(source, batch))
    with transaction.atomic():
        arrival = _Arrival(community, known_records(source, batch), late)
        arrival.lock_threads(batch)
        for row in batch:
            arrival.take(row)
        write_places(
            actor=actor,
            community=community,
            source=source,
            origin=origin,
            places=[place for place in arrival.places.values() if place.rows],
            words=words,
            known=arrival.known,
        )
    for row in arrival.outcome.added:
        if words[row].note:
            arrival.outcome.noted.append((row.line, words[row].note))
    return arrival.outcome


def settle_answers(*, actor: Actor, community: Community, source: str) -> list[str]:
    """Accept what imported threads name as their answer; return why some cannot be accepted.

    Accepted by whom the row names, else by who asked; a thread that has an answer here keeps it.
    """
    require(can_import_threads(actor, standing_of(actor, community)))
    waiting = unaccepted_records(source, community.id)
    faults: list[str] = []
    for start in range(0, len(waiting), _SETTLED_AT_ONCE):
        with transaction.atomic():
            some = waiting[start : start + _SETTLED_AT_ONCE]
            faults += write_acceptances(actor, source, some)
    return faults


def settle_replies(*, actor: Actor, community: Community, source: str) -> list[str]:
    """Join replies that came before what they answer to it; return why some cannot be joined."""
    require(can_import_threads(actor, standing_of(actor, community)))
    waiting = unsettled_records(source, community.id)
    threads = list(dict.fromkeys(thread for thread, _post, _key in waiting))
    faults: list[str] = []
    for start in range(0, len(threads), _SETTLED_AT_ONCE):
        some = set(threads[start : start + _SETTLED_AT_ONCE])
        with transaction.atomic():
            faults += _settle(actor, source, [row for row in waiting if row[0] in some])
    return faults


class _Words(dict[ForeignPost, Words]):
    """What is shown of each row, made when first asked for."""

    def __missing__(self, row: ForeignPost) -> Words:
        self[row] = words_of(row.source, row.source_format, row.kept_files)
        return self[row]


def _words_of_new(batch: Sequence[ForeignPost], known: Known) -> _Words:
    """Make the words of what will be stored, before the transaction: nobody waits for it."""
    words = _Words()
    opened = {key for word, key in known if word == THREAD}
    for row in batch:
        if row.opens:
            opened.add(row.thread)
        if (row.word, row.key) not in known and row.thread in opened:
            words[row]  # noqa: B018 - asking makes them
    return words


class _Arrival:
    """One batch on its way in: which thread each row belongs to, and at which number."""

    def __init__(self, community: Community, known: Known, late: bool) -> None:
        self.community = community
        self.known = known
        self.late = late
        self.places: dict[str, Place] = {}
        self.outcome = Imported()
        self._seen: set[tuple[str, str]] = set()

    def lock_threads(self, batch: Sequence[ForeignPost]) -> None:
        """Hold the threads that are here already, and learn which numbers are free in them."""
        held = {found.thread_id: key for (word, key), found in self.known.items() if word == THREAD}
        locked = Thread.objects.select_for_update(no_key=True).filter(pk__in=held).order_by("pk")
        for thread in locked:
            key = held[thread.id]
            self.places[key] = Place(thread, key, self.known[THREAD, key].line)
        numbers = (row.pos for row in batch if row.pos is not None and _is_number(row.pos))
        by_id = {place.thread.id: place for place in self.places.values()}
        for thread_id, number in numbers_taken(held, numbers):
            by_id[thread_id].taken.add(number)

    def take(self, row: ForeignPost) -> None:
        """Put one row where it belongs."""
        place = self.places.get(row.thread)
        if (row.word, row.key) in self.known or (row.word, row.key) in self._seen:
            self.outcome.known.append(row)
        elif row.opens and place:
            self.outcome.left.append((row, _("another row opened its thread")))
        elif row.opens:
            self._add(self._open(row), row)
        elif place is None or (row.line < place.line and not self.late):
            self.outcome.waiting.append(row)
        elif place.thread.community_id != self.community.id:
            self.outcome.left.append((row, _("its thread is now in another community")))
        else:
            self._add(place, row)

    def _open(self, row: ForeignPost) -> Place:
        thread = Thread(
            community=self.community,
            kind=row.opens,
            title=row.title,
            slug=thread_slug(row.title),
            alias=row.alias,
            created_at=row.created_at,
            last_post_at=row.created_at,
            is_removed=row.removal is not None,
            **({"lane": row.lane} if row.lane else {}),
        )
        place = self.places[row.thread] = Place(thread, row.thread, row.line, is_new=True)
        return place

    def _add(self, place: Place, row: ForeignPost) -> None:
        number = 1 if row.opens else place.free_number(row.pos if _is_number(row.pos) else None)
        post = Post(
            number=number,
            alias=row.alias,
            source=row.source,
            source_format=row.source_format,
            created_at=row.created_at,
            edited_at=row.edited_at,
            revision_count=len(row.revisions),
            is_removed=row.removal is not None and not row.opens,
        )
        place.add(post, row, self.known)
        self._seen.add((row.word, row.key))
        self.outcome.added.append(row)


def _is_number(pos: int | None) -> bool:
    return pos is not None and 1 < pos <= MAX_NUMBER


def _settle(actor: Actor, source: str, waiting: list[tuple[int, int, str]]) -> list[str]:
    threads = {thread for thread, _post, _key in waiting}
    named, parents = posts_by_key(source, threads), parents_of(threads)
    faults: list[str] = []
    joined: dict[int, dict[str, Any]] = {}
    for thread, post, key in waiting:
        parent = named.get((thread, key))
        if parent is None:
            faults.append(_("what they answer is not here: kept as plain replies"))
        elif _leads_to(parents, parent, post):
            faults.append(_("they answer each other in a circle: the circle is cut"))
        else:
            root = parents[post][1] or parents[parent][1]
            parents[post] = (parent, root)
            joined[post] = {"reply_to": parent, "root": root}
            Post.objects.filter(pk=post).update(**joined[post])
    threads = {row[0] for row in waiting if row[1] in joined}
    held = Thread.objects.select_for_update(no_key=True).filter(pk__in=threads).order_by("pk")
    for touched in list(held):  # all of them before the first is recorded
        record_in("thread.imported", actor=actor, thread=touched, data={"posts": 0})
    return faults


def _leads_to(
    parents: dict[int, tuple[int | None, int | None]], start: int | None, aim: int
) -> bool:
    """Whether who follows the answers up from `start` comes to `aim`."""
    while start is not None and start != aim:
        start = parents.get(start, (None, None))[0]
    return start == aim
