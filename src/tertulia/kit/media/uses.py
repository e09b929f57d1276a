"""Which bytes are still needed: each slice that keeps digests says so here."""

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from tertulia.kit.media.storing import GRACE_SECONDS, erase, kept_digests, sweep_parts

Using = Callable[[Collection[str]], Collection[str]]
_BATCH = 400
_uses: list[Using] = []


def in_use(using: Using) -> Using:
    """Register a function that returns those of some digests that rows of its slice name.

    Put it into the slice's `jobs` or `handlers`, which are loaded at the start. Bytes that nobody
    names are erased, so a slice that keeps digests and does not say so loses them.
    """
    _uses.append(using)
    return using


def erase_unused() -> int:
    """Take off the disk what no row names any more; how many files that were."""
    sweep_parts()
    old = (digest for digest, age in kept_digests() if age >= GRACE_SECONDS)
    return sum(erase(digest) for batch in _batches(old) for digest in unused(batch))


def unused(digests: Collection[str]) -> set[str]:
    """Return those of `digests` that no row names."""
    left = set(digests)
    for using in _uses:
        left -= set(using(left)) if left else set()
    return left


def _batches(digests: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(digests, _BATCH)):
        yield batch
