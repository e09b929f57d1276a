"""News: what somebody is to be told. Tellers make it from activities, by their verbs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tertulia.core.activity.queries import Entry


@dataclass(frozen=True, slots=True)
class News:
    """One person is to be told one thing. `grows`: told again of the same key, it counts up."""

    person: int
    cause: str
    key: str
    activity: int
    at: datetime
    by: int | None = None
    community: int | None = None
    thread: int | None = None
    post: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    with_thread: bool = False
    grows: bool = False
    count: int = 1


Teller = Callable[[Sequence[Entry]], Iterable[News]]
_tellers: defaultdict[str, list[Teller]] = defaultdict(list)


def teller(*verbs: str) -> Callable[[Teller], Teller]:
    """Have the function make news of activities with one of `verbs`, several at a time."""

    def register(tell: Teller) -> Teller:
        for verb in verbs:
            _tellers[verb].append(tell)
        return tell

    return register


def verbs_told() -> tuple[str, ...]:
    """Return every verb that somebody makes news of."""
    return tuple(_tellers)


def news_of(entries: Sequence[Entry]) -> list[News]:
    """Return what is to be told of these activities, in their order."""
    asked: defaultdict[Teller, list[Entry]] = defaultdict(list)
    for entry in entries:
        for tell in _tellers.get(entry.verb, ()):
            asked[tell].append(entry)
    found = [each for tell, some in asked.items() for each in tell(some)]
    return sorted(found, key=lambda each: each.activity)
