"""What is talked about in a community, kept until something happens there.

There is no viewer in it: it holds what everybody who reads the community sees of it. Whoever asks
has found that the person reads there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tertulia.core.threads.models import Lane, Thread
from tertulia.core.threads.queries.lists import COLUMNS, ThreadRow, thread_row
from tertulia.lenses.reading.shelves import Shelf

LIVELY = 16
UNANSWERED = 8
LOOKED_THROUGH = 200
AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Talk:
    """The liveliest threads, and those of the newest that nobody has answered."""

    lively: tuple[ThreadRow, ...] = ()
    unanswered: tuple[ThreadRow, ...] = ()


_kept: Shelf[Talk] = Shelf(4 << 20, lambda it: 500 * (len(it.lively) + len(it.unanswered)) + 500)


def talk_of(places: Iterable[tuple[int, int]]) -> dict[int, Talk]:
    """Return the talk of communities, given as (id, id of the last activity there).

    What was not kept is read at once for at most twelve of them, in two queries.
    """
    found: dict[int, Talk] = {}
    missing: dict[int, int] = {}
    for community, activity in places:
        kept = _kept.look((community, activity))
        if kept is not None:
            found[community] = kept
        elif len(missing) < AT_ONCE:
            missing[community] = activity
    if missing:
        for community, talk in _read(list(missing)).items():
            _kept.put((community, missing[community]), talk)
            found[community] = talk
    return found


def _read(communities: list[int]) -> dict[int, Talk]:
    lively, unanswered = Q(pk__in=[]), Q(pk__in=[])
    for community in communities:
        newest: QuerySet = Thread.objects.filter(community=community, is_removed=False)
        newest = newest.order_by("-last_post_at", "-id").values("pk")
        lively |= Q(pk__in=newest[:LIVELY])
        unanswered |= Q(pk__in=newest[:LOOKED_THROUGH])
    rows = _rows(Thread.objects.filter(lively))
    asked = {"post_count": 1, "status": "open", "lane": Lane.WORKBENCH}
    waiting = _rows(Thread.objects.filter(unanswered, **asked))
    return {
        community: Talk(
            tuple(row for row in rows if row.community_id == community),
            tuple(row for row in waiting if row.community_id == community)[:UNANSWERED],
        )
        for community in communities
    }


def _rows(threads: QuerySet) -> list[ThreadRow]:
    threads = threads.order_by("-last_post_at", "-id")
    return [thread_row(values) for values in threads.values_list(*COLUMNS)]
