"""The index follows what is written: in the same transaction, so that search never lags behind."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection
from django.db.models import Q

from tertulia.core.threads.models import Post
from tertulia.kit.sql.prepared import Prepared
from tertulia.lenses.finding.engines import engine
from tertulia.lenses.finding.language import day_at
from tertulia.lenses.finding.models import Entry
from tertulia.lenses.finding.wording import columns, fingerprint

_FACTS = ("id", "thread_id", "number", "author_id", "alias", "text", "language", "created_at")
_AT_ONCE = 500
_READ = (*_FACTS, "is_removed", "thread__title", "html")
_WRITTEN = ("post_id", "thread_id", "author_id", "day", "language", "fingerprint")
_UPSERT = (
    f"INSERT INTO finding_entry ({', '.join(_WRITTEN)}) VALUES (%s, %s, %s, %s, %s, %s)"
    f" ON CONFLICT (post_id) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in _WRITTEN[1:])
)
_one = Prepared(lambda post: Post.objects.filter(pk=post).values_list(*_READ), "post")
_thread = Prepared(
    lambda thread, since: (
        Post.objects.filter(thread=thread, pk__gte=since).order_by("-id").values_list(*_READ)
    ),
    "thread",
    "since",
)


def index_post(post: int) -> None:
    """Make the post findable by what it says now; not at all if it was removed."""
    _take_in(list(_one.rows(post=post)))


def index_thread(thread: int, since: int = 0) -> None:
    """Make the posts of the thread from post `since` on findable by what they say now."""
    rows = list(_thread.rows(thread=thread, since=since))
    for start in range(0, len(rows), _AT_ONCE):
        _take_in(rows[start : start + _AT_ONCE])


def index_starter(thread: int, title: str) -> None:
    """Make the thread's first post findable by `title`."""
    index_posts(Q(thread=thread, number=1), title=title)


def index_posts(which: Q, *, title: str | None = None, suffix: str = "") -> int:
    """Index the posts that meet `which`, as they are now; return how many.

    `title` stands for the thread's, where that is not stored yet. `suffix` names the tables.
    """
    return sum(_take_in(batch, title, suffix) for batch in _batches(which))


def forget_posts(posts: Iterable[int]) -> None:
    """Let nobody find these posts any more."""
    posts = list(posts)
    engine().remove(posts)
    Entry.objects.filter(pk__in=posts).delete()


def _batches(which: Q) -> Iterator[list[tuple]]:
    """Yield the posts, the newest first: in this order the index takes them in fastest."""
    rows = Post.objects.filter(which).order_by("-id")
    batch = list(rows.values_list(*_READ)[:_AT_ONCE])
    while batch:
        yield batch
        if len(batch) < _AT_ONCE:
            return
        older = rows.filter(pk__lt=batch[-1][0])
        batch = list(older.values_list(*_READ)[:_AT_ONCE])


def _take_in(rows: Sequence[tuple], title: str | None = None, suffix: str = "") -> int:
    """Index those of the posts that stand, forget those that were removed; return how many stand.

    Tables that are being built anew have nothing to forget.
    """
    standing = [row for row in rows if not row[8]]
    if len(standing) < len(rows) and not suffix:
        forget_posts(row[0] for row in rows if row[8])
    entries, words = [], []
    for row in standing:
        post, thread, number, author, alias, text, language, created_at, _removed, heading, html = (
            row
        )
        said = title_of(number, heading if title is None else title)
        print_of = fingerprint(said, text, language)
        shown = None if alias else author
        entries.append((post, thread, shown, day_at(created_at), language, print_of))
        words.append((post, columns(said, text, language, html)))
    if standing:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, entries)
        engine().write(words, suffix)
    return len(standing)


def title_of(number: int, title: str) -> str:
    """Return the title by which post `number` is found: the thread's for the first, else none."""
    return title if number == 1 else ""
