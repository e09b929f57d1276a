"""Shelves: what was used lately stays at hand, up to a number of bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from tertulia.kit.web.composed import Segment
from tertulia.kit.web.keeping import keep_until_changed

Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """The most recently used things, up to `most_bytes` of them; `weigh` says how much one is."""

    def __init__(self, most_bytes: int, weigh: Callable[[Kept], int]) -> None:
        self._most = most_bytes
        self._weigh = weigh
        self._held = 0
        self._items: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()
        keep_until_changed(self.clear)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._items.clear()
            self._held = 0

    def look(self, key: Hashable) -> Kept | None:
        """Return what is kept under `key`, if it still is."""
        with self._lock:
            found = self._items.get(key)
            if found is not None:
                self._items.move_to_end(key)
            return found

    def put(self, key: Hashable, thing: Kept) -> None:
        """Keep `thing`, and let go of what was not used for longest."""
        with self._lock:
            old = self._items.pop(key, None)
            self._held += self._weigh(thing) - (self._weigh(old) if old is not None else 0)
            self._items[key] = thing
            while self._held > self._most and self._items:
                self._held -= self._weigh(self._items.popitem(last=False)[1])


def weight(piece: Segment) -> int:
    """Return about how many bytes a piece of a page takes in memory."""
    if isinstance(piece, bytes):
        return len(piece) + 50
    return len(piece.raw) + len(piece.deflated) + 200
