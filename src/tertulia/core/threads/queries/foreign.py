"""What of another place is here already: reads for imports, whose right the action checks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from tertulia.core.threads.foreign import ADDING, THREAD, ForeignPost
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.models import ForeignRecord, Post

# Few enough for one statement on either database.
_AT_ONCE = 500
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Found:
    """The thread and post that a foreign row became; `line` is where a thread's row stood."""

    thread_id: int
    post_id: int | None
    root_id: int | None
    line: int


Known = dict[tuple[str, str], Found]


def post_words() -> tuple[str, ...]:
    """Return every word by which a row may name a post, those that open a thread first."""
    opening = (word for kind in all_kinds() for word in (kind.name, *kind.import_words))
    return tuple(dict.fromkeys((*opening, *ADDING)))


def known_records(source: str, batch: Sequence[ForeignPost]) -> Known:
    """Return what is here of the rows of `batch`, their threads, and what they answer."""
    keys = {key for row in batch for key in (row.key, row.reply_to, row.root, _target(row))}
    found = _found(source, post_words(), keys - {""})
    return found | _found(source, (THREAD,), {row.thread for row in batch})


def numbers_taken(threads: Iterable[int], numbers: Iterable[int]) -> set[tuple[int, int]]:
    """Return the pairs (thread, number), of those asked for, that a post has."""
    rows = Post.objects.filter(thread__in=set(threads), number__in=set(numbers))
    return set(rows.values_list("thread", "number"))


def unsettled_records(source: str, community_id: int) -> list[tuple[int, int, str]]:
    """Return (thread, post, foreign key) of posts that came before what they answer, in order."""
    rows = ForeignRecord.objects.filter(
        source=source,
        aside__has_key="reply_to",
        post__reply_to=None,
        thread__community=community_id,
    )
    # The whole object: a key alone would come back as a number on SQLite where it looks like one.
    found = rows.order_by("thread_id", "post__number").values_list("thread_id", "post_id", "aside")
    return [(thread, post, aside["reply_to"]) for thread, post, aside in found]


@dataclass(frozen=True, slots=True)
class Claim:
    """What an imported thread names as its answer: a foreign key, by whom (one too), and when."""

    thread_id: int
    answer: str
    by: str
    at: str


def unaccepted_records(source: str, community_id: int) -> list[Claim]:
    """Return what threads of a community claim as their answer that have none here, in order."""
    kinds = [kind.name for kind in all_kinds() if kind.accepts_answers]
    rows = ForeignRecord.objects.filter(
        source=source,
        aside__has_key="accepted_answer",
        post__number=1,
        thread__answer_post=None,
        thread__kind__in=kinds,
        thread__community=community_id,
    )
    found = rows.order_by("thread_id").values_list("thread_id", "aside")
    return [
        Claim(thread, str(aside["accepted_answer"]), *_said(aside, "accepted_by", "accepted_at"))
        for thread, aside in found
    ]


def _said(aside: Mapping[str, Any], *names: str) -> list[str]:
    return [str(aside.get(name) or "") for name in names]


def posts_by_key(source: str, threads: Iterable[int]) -> dict[tuple[int, str], int]:
    """Return the post behind each (thread, foreign key); what opens or answers before comments."""
    rank = {word: place for place, word in enumerate(post_words())}
    rows = ForeignRecord.objects.filter(source=source, thread__in=set(threads), post__isnull=False)
    named = sorted(
        rows.values_list("thread_id", "key", "post_id", "kind"),
        key=lambda row: rank.get(row[3], len(rank)),
        reverse=True,
    )
    return {(thread, key): post for thread, key, post, _word in named}


def parents_of(threads: Iterable[int]) -> dict[int, tuple[int | None, int | None]]:
    """Return what each post of `threads` answers, and the root of its talk."""
    rows = Post.objects.filter(thread__in=set(threads))
    return {
        post: (parent, root) for post, parent, root in rows.values_list("id", "reply_to", "root")
    }


def _found(source: str, words: tuple[str, ...], keys: set[str]) -> Known:
    columns = ("kind", "key", "thread_id", "post_id", "post__root_id", "aside__line")
    found: Known = {}
    for some in portions(sorted(keys)):
        rows = ForeignRecord.objects.filter(source=source, kind__in=words, key__in=some)
        for word, key, thread, post, root, line in rows.values_list(*columns):
            found[word, key] = Found(thread, post, root, line or 0)
    return found


def portions(keys: list[Key]) -> Iterator[list[Key]]:
    """Yield `keys`, as many at once as one statement takes."""
    left = iter(keys)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _target(row: ForeignPost) -> str:
    return row.anchor.target if row.anchor else ""
