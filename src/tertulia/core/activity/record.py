"""`record`: the one way to say that something happened."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.models import Activity
from tertulia.kit.sql.inserting import insert

log = structlog.get_logger("tertulia.activity")

# Held from the insert to the commit on PostgreSQL, where sequences alone do not give commit order.
_COMMIT_ORDER_LOCK = 7_283_401_175


@dataclass(frozen=True, slots=True)
class Happened:
    """An activity as handlers receive it."""

    id: int
    verb: str
    actor: int | None
    door: str
    community: int | None
    thread: int | None
    post: int | None
    person: int | None
    data: dict[str, Any] = field(default_factory=dict)


Handler = Callable[[Happened], None]
_within: defaultdict[str, list[Handler]] = defaultdict(list)
_after: defaultdict[str, list[Handler]] = defaultdict(list)
_nudges: list[Callable[[], None]] = []


def within(*verbs: str) -> Callable[[Handler], Handler]:
    """Run the handler within the transaction of each of `verbs`: quickly; it may refuse."""
    return _register(_within, verbs)


def after(*verbs: str) -> Callable[[Handler], Handler]:
    """Run the handler once each of `verbs` is committed. Its failure is logged and hurts nobody."""
    return _register(_after, verbs)


def on_commit_nudge(nudge: Callable[[], None]) -> None:
    """Have `nudge` called after each commit that recorded something: it wakes the live reader."""
    _nudges.append(nudge)


def record(
    verb: str,
    *,
    actor: Actor,
    community: int | None = None,
    thread: int | None = None,
    post: int | None = None,
    person: int | None = None,
    data: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
) -> int:
    """Store that `verb` happened, in the caller's transaction, and return the activity's id.

    Call it as the last write but the one that stores the returned id: on PostgreSQL it takes a
    lock that is held until the commit. On commit the live channel is nudged and `after` handlers
    run. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"record({verb!r}) was called outside a transaction")
    now = timezone.now()
    draft = Happened(
        0, verb, actor.person_id, actor.door, community, thread, post, person, data or {}
    )
    for handle in _within[verb]:
        handle(draft)
    row = Activity(
        verb=verb,
        actor=actor.person_id,
        on_behalf_of=actor.on_behalf_of,
        door=actor.door,
        community=community,
        thread=thread,
        post=post,
        person=person,
        data=draft.data,
        happened_at=happened_at or now,
        recorded_at=now,
    )
    _store(row)
    happened = Happened(row.id, *(getattr(draft, name) for name in Happened.__slots__[1:]))
    transaction.on_commit(lambda: _announce(happened))
    return row.id


def _store(row: Activity) -> None:
    """Insert the row with an id that no later commit can undercut, and tell other processes."""
    if connection.vendor != "postgresql":  # SQLite has one writer at a time, and is looked at
        insert(row)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_COMMIT_ORDER_LOCK])
        insert(row)
        cursor.execute("NOTIFY tertulia_activity")


def _register(
    table: defaultdict[str, list[Handler]], verbs: tuple[str, ...]
) -> Callable[[Handler], Handler]:
    def add(handler: Handler) -> Handler:
        for verb in verbs:
            if handler not in table[verb]:
                table[verb].append(handler)
        return handler

    return add


def _announce(happened: Happened) -> None:
    for nudge in _nudges:
        nudge()
    for handle in _after[happened.verb]:
        try:
            handle(happened)
        except Exception:
            log.exception("handler_failed", verb=happened.verb, activity=happened.id)
