"""What keys of another place name here: reads for imports, whose right the action checks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tertulia.core.threads.foreign import THREAD
from tertulia.core.threads.models import ForeignRecord
from tertulia.core.threads.queries.foreign import portions, post_words

COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class NamedPost:
    """A post that came with a key of elsewhere, and where it stands now."""

    id: int
    number: int
    thread_id: int
    community_id: int


def keys_known(source: str, word: str, keys: Iterable[str]) -> set[str]:
    """Return those of `keys` that came in before under `word`."""
    found: set[str] = set()
    for some in portions(sorted(set(keys))):
        rows = ForeignRecord.objects.filter(source=source, kind=word, key__in=some)
        found.update(rows.values_list("key", flat=True))
    return found


def posts_named(
    source: str, keys: Iterable[str], words: Collection[str] | None = None
) -> dict[str, NamedPost]:
    """Return the posts that came with `keys`, under one of `words`; where several did, the first.

    Without `words`: under any, and what opens or answers comes before comments.
    """
    order = list(post_words() if words is None else words)
    columns = ("key", "kind", "post", "post__number", "post__thread", "post__thread__community")
    found: dict[str, tuple[int, NamedPost]] = {}
    for some in portions(sorted(set(keys) - {""})):
        rows = ForeignRecord.objects.filter(
            source=source, kind__in=order, key__in=some, post__isnull=False
        )
        for key, word, *values in rows.values_list(*columns):
            rank = order.index(word)
            if key not in found or rank < found[key][0]:
                found[key] = rank, NamedPost(*values)
    return {key: post for key, (_rank, post) in found.items()}


def threads_opened(source: str, keys: Iterable[str]) -> dict[str, int]:
    """Return the threads that came with `keys`, as they stand now."""
    found: dict[str, int] = {}
    for some in portions(sorted(set(keys) - {""})):
        rows = ForeignRecord.objects.filter(source=source, kind=THREAD, key__in=some)
        found.update(rows.values_list("key", "thread"))
    return found


def threads_named(source: str, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return (thread, its community) for keys of threads, or of posts that stand in them now.

    No comments: in many places they have ids of their own, which are those of other posts.
    """
    wanted = set(keys) - {""}
    found: dict[str, tuple[int, int]] = {}
    for some in portions(sorted(wanted)):
        rows = ForeignRecord.objects.filter(source=source, kind=THREAD, key__in=some)
        columns = rows.values_list("key", "thread", "thread__community")
        found.update({key: (thread, community) for key, thread, community in columns})
    words = [word for word in post_words() if word != COMMENT]
    posts = posts_named(source, wanted - found.keys(), words)
    return found | {key: (post.thread_id, post.community_id) for key, post in posts.items()}
