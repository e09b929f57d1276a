"""Looking after the index: is anything missing or out of date, and building it anew."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q

from tertulia.core.activity.queries import entries_after, last_id
from tertulia.core.threads.models import Post
from tertulia.lenses.finding.engines import engine
from tertulia.lenses.finding.index import forget_posts, index_posts, title_of
from tertulia.lenses.finding.models import Entry
from tertulia.lenses.finding.wording import fingerprint

NEXT = "_next"
_BATCH = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is wrong with the index: ids of posts, and what the database itself finds broken."""

    missing: list[int]
    outdated: list[int]
    superfluous: list[int]
    damage: list[str]

    def __bool__(self) -> bool:
        """Whether there is anything to mend."""
        return bool(self.missing or self.outdated or self.superfluous or self.damage)


def index_gaps() -> Gaps:
    """Compare the index with every post there is."""
    held = engine().indexed()
    known = dict(Entry.objects.values_list("post", "fingerprint"))
    missing, outdated, written = [], [], set()
    posts = Post.objects.filter(is_removed=False).order_by("id")
    columns = posts.values_list("id", "number", "thread__title", "text", "language")
    for post, number, title, text, language in columns.iterator(chunk_size=_BATCH):
        written.add(post)
        if post not in known or post not in held:
            missing.append(post)
        elif known[post] != fingerprint(title_of(number, title), text, language):
            outdated.append(post)
    return Gaps(missing, outdated, sorted((held | known.keys()) - written), engine().damage())


@transaction.atomic
def close_gaps(gaps: Gaps) -> None:
    """Mend what `index_gaps` found, but for damage: that needs `rebuild_index`."""
    forget_posts(gaps.superfluous)
    amiss = gaps.missing + gaps.outdated
    for start in range(0, len(amiss), _BATCH):
        index_posts(Q(pk__in=amiss[start : start + _BATCH]))


def rebuild_index(progress: Progress | None = None) -> int:
    """Build the full-text tables anew beside those in use, then put them in their place.

    Searches and writes go on meanwhile; what is written in that time is indexed again at the end.
    `progress` is told (posts done, posts in all) after each batch. Returns the number of posts.
    """
    since = last_id()
    _make_next()
    whole = Post.objects.count()
    done = 0
    batch = _newest_ids(Q())
    while batch:
        with transaction.atomic():
            index_posts(Q(pk__in=batch), suffix=NEXT)
        done += len(batch)
        if progress:
            progress(done, max(whole, done))
        batch = _newest_ids(Q(pk__lt=batch[-1]))
    engine().tidy(NEXT)
    with transaction.atomic():
        _hold_writers()
        engine().swap(NEXT)
        _catch_up(since)
    return done


@transaction.atomic
def _make_next() -> None:
    engine().drop(NEXT)  # what an earlier, interrupted run left
    engine().create(NEXT)


def _newest_ids(which: Q) -> list[int]:
    rows = Post.objects.filter(which).order_by("-id").values_list("id", flat=True)
    return list(rows[:_BATCH])


def _hold_writers() -> None:
    # SQLite has one writer anyway.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE finding_entry IN SHARE ROW EXCLUSIVE MODE")


def _catch_up(since: int) -> None:
    """Index again whatever activities after `since` speak of."""
    while entries := entries_after(since):
        posts = {entry.post for entry in entries if entry.post is not None}
        threads = {
            entry.thread
            for entry in entries
            if entry.verb in ("thread.retitled", "thread.imported")
        }
        index_posts(Q(pk__in=posts) | Q(thread__in=threads))
        gone = posts - set(Post.objects.filter(pk__in=posts).values_list("id", flat=True))
        forget_posts(gone)
        since = entries[-1].id
