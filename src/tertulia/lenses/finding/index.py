"""The index follows what is written: in the same transaction, so that search never lags behind."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from tertulia.core.threads.models import Post
from tertulia.kit.sql.prepared import Prepared
from tertulia.lenses.finding.engines import engine
from tertulia.lenses.finding.language import day_at
from tertulia.lenses.finding.models import Entry
from tertulia.lenses.finding.wording import Columns, columns, fingerprint

_FACTS = ("id", "thread_id", "number", "author_id", "alias", "text", "language", "created_at")
_AT_ONCE = 500
_one = Prepared(
    lambda post: Post.objects.filter(pk=post).values_list(*_FACTS, "is_removed", "thread__title"),
    "post",
)


def index_post(post: int) -> None:
    """Make the post findable by what it says now; not at all if it was removed."""
    row = _one.first(post=post)
    if row is not None and row[8]:
        forget_posts([post])
    elif row is not None:
        _write([_entry(row, None)], "")


def index_thread(thread: int, since: int = 0) -> None:
    """Make the posts of the thread from post `since` on findable by what they say now."""
    index_posts(Q(thread=thread, pk__gte=since))


def index_starter(thread: int, title: str) -> None:
    """Make the thread's first post findable by `title`."""
    index_posts(Q(thread=thread, number=1), title=title)


def index_posts(which: Q, *, title: str | None = None, suffix: str = "") -> int:
    """Index the posts that meet `which`, as they are now; return how many.

    `title` stands for the thread's, where that is not stored yet. `suffix` names the tables.
    """
    count = 0
    for batch in _batches(which):
        rows = [_entry(row, title) for row in batch if not row[8]]
        _write(rows, suffix)
        removed = [row[0] for row in batch if row[8]]
        if removed and not suffix:
            forget_posts(removed)
        count += len(rows)
    return count


def forget_posts(posts: Iterable[int]) -> None:
    """Let nobody find these posts any more."""
    posts = list(posts)
    engine().remove(posts)
    Entry.objects.filter(pk__in=posts).delete()


def _batches(which: Q) -> Iterator[list[tuple]]:
    """Yield the posts, the newest first: in this order the index takes them in fastest."""
    rows = Post.objects.filter(which).order_by("-id")
    batch = list(rows.values_list(*_FACTS, "is_removed", "thread__title")[:_AT_ONCE])
    while batch:
        yield batch
        if len(batch) < _AT_ONCE:
            return
        older = rows.filter(pk__lt=batch[-1][0])
        batch = list(older.values_list(*_FACTS, "is_removed", "thread__title")[:_AT_ONCE])


def _entry(row: tuple, title: str | None) -> tuple[Entry, Columns]:
    post, thread, number, author, alias, text, language, created_at, _removed, thread_title = row
    said = title_of(number, thread_title if title is None else title)
    entry = Entry(
        post_id=post,
        thread_id=thread,
        author_id=None if alias else author,
        day=day_at(created_at),
        language=language,
        fingerprint=fingerprint(said, text, language),
    )
    return entry, columns(said, text, language)


def title_of(number: int, title: str) -> str:
    """Return the title by which post `number` is found: the thread's for the first, else none."""
    return title if number == 1 else ""


def _write(rows: list[tuple[Entry, Columns]], suffix: str) -> None:
    Entry.objects.bulk_create(
        [entry for entry, _columns in rows],
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=["thread", "author", "day", "language", "fingerprint"],
    )
    engine().write([(entry.post_id, made) for entry, made in rows], suffix)
