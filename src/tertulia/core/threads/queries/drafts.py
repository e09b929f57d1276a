"""Drafts, for their owner alone."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.permissions import readable_to
from tertulia.core.threads.models import Draft, DraftBeside
from tertulia.core.threads.permissions import visible_to
from tertulia.kit.sql.prepared import Prepared


@dataclass(frozen=True, slots=True)
class BesideRow:
    """Other words that stand beside a draft, under a number of their own."""

    id: int
    title: str
    source: str
    fields: dict[str, Any]
    window: str = ""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What somebody was writing under `key`."""

    key: str
    seq: int = 0
    title: str = ""
    source: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    beside: tuple[BesideRow, ...] = ()

    def holding(self, source: str, title: str = "") -> "DraftRow":
        """Return the draft with words that came back with an error."""
        return replace(self, source=source, title=title)


def _of(person: int, key: int) -> QuerySet:
    rows = Draft.objects.filter(person=person, key=key)
    return rows.values_list("id", "key", "sequence", "title", "source", "extra")


def _beside(draft: int) -> QuerySet:
    rows = DraftBeside.objects.filter(draft=draft).order_by("-id")
    return rows.values_list("id", "title", "source", "extra", "window")


_draft = Prepared(_of, "person", "key")
_others = Prepared(_beside, "draft")


def draft_of(actor: Actor, key: str) -> DraftRow:
    """Return the draft of `actor` under `key`; an empty one where there is none."""
    if not actor.signed_in:
        return DraftRow(key)
    row = _draft.first(person=actor.person_id, key=key)
    if row is None:
        return DraftRow(key)
    number, name, seq, title, source, fields = row
    beside = tuple(BesideRow(*each) for each in _others.rows(draft=number))
    return DraftRow(name, seq, title, source, fields, beside)


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as the list of all of them shows it."""

    key: str
    seq: int
    title: str
    source: str
    fields: dict[str, Any]
    changed_at: datetime
    beside: tuple[BesideRow, ...] = ()
    thread_title: str = ""
    community: str = ""


def drafts_of(actor: Actor, limit: int = 100) -> list[KeptDraft]:
    """Return what `actor` has begun to write, the latest first; a reply with its thread's title."""
    rows = Draft.objects.filter(person=actor.person_id or -1)
    empty = Q(source="", title="", extra={})
    rows = rows.filter(~empty | Exists(DraftBeside.objects.filter(draft=OuterRef("pk"))))
    columns = ("key", "sequence", "title", "source", "extra", "changed_at")
    found = list(rows.order_by("-changed_at", "-id").values_list(*columns)[:limit])
    beside = _beside_each(actor, [row[0] for row in found])
    threads = {row[0]: _number_in(row[0], "thread-") for row in found}
    places = {row[0]: _number_in(row[0], "new-") for row in found}
    seen = visible_to(actor).filter(pk__in=[one for one in threads.values() if one])
    titles = dict(seen.values_list("id", "title"))
    there = readable_to(actor).filter(pk__in=[one for one in places.values() if one])
    slugs = dict(there.values_list("id", "slug"))
    return [
        KeptDraft(
            *row,
            beside=tuple(beside.get(row[0], ())),
            thread_title=titles.get(threads[row[0]], ""),
            community=slugs.get(places[row[0]], ""),
        )
        for row in found
    ]


def _beside_each(actor: Actor, keys: list[str]) -> dict[str, list[BesideRow]]:
    rows = DraftBeside.objects.filter(draft__person=actor.person_id, draft__key__in=keys)
    columns = ("draft__key", "id", "title", "source", "extra", "window")
    found: dict[str, list[BesideRow]] = {}
    for key, *words in rows.order_by("-id").values_list(*columns):
        found.setdefault(key, []).append(BesideRow(*words))
    return found


def _number_in(key: str, prefix: str) -> int:
    """Return the thread or community that a key names after `prefix`, 0 where it names none."""
    number = key.removeprefix(prefix)
    short = number != key and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if short else 0
