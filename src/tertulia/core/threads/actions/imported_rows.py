"""The rows that a batch from elsewhere becomes; called by `importing`, inside its transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Max, OuterRef, Q, Subquery

from tertulia.core.activity.actors import Actor, system
from tertulia.core.activity.models import Activity
from tertulia.core.activity.record import record
from tertulia.core.communities.models import Community
from tertulia.core.people.actions import find_or_make_shadows
from tertulia.core.threads.actions.imported_files import hang_up
from tertulia.core.threads.actions.imported_words import Words
from tertulia.core.threads.foreign import THREAD, ForeignPost
from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.models import (
    Anchor,
    Closure,
    ForeignRecord,
    Post,
    Removal,
    Revision,
    Status,
    Thread,
    ThreadTopic,
)
from tertulia.core.threads.queries.foreign import Known, post_words
from tertulia.core.topics.actions import MAX_TOPICS, find_or_name_topics
from tertulia.core.topics.slugs import topic_slug

_COUNTS = ("next_number", "last_number", "post_count", "last_post_at", "last_author")


@dataclass
class Place:
    """A thread that a batch writes in, and what it gets. `line`: where its own row stood."""

    thread: Thread
    key: str
    line: int
    is_new: bool = False
    taken: set[int] = field(default_factory=set)
    rows: list[tuple[Post, ForeignPost]] = field(default_factory=list)
    parents: dict[int, Post | tuple[int, int | None]] = field(default_factory=dict)
    unsettled: dict[int, str] = field(default_factory=dict)
    _by_key: dict[str, tuple[int, Post]] = field(default_factory=dict)

    def free_number(self, wish: int | None) -> int:
        """Return `wish` where no post has it, else the next number of the thread."""
        if wish is not None and wish not in self.taken:
            return wish
        return self.thread.next_number

    def add(self, post: Post, row: ForeignPost, known: Known) -> None:
        """Put `post` at its number, and find what it answers among what came before it."""
        thread = self.thread
        thread.next_number = max(thread.next_number, post.number + 1)
        thread.last_number = max(thread.last_number, post.number)
        self.taken.add(post.number)
        self.rows.append((post, row))
        rank = _rank(row.word)
        if row.reply_to and not self._answer(post, row.reply_to, known):
            self.unsettled[post.number] = row.reply_to
        if row.key not in self._by_key or rank < self._by_key[row.key][0]:
            self._by_key[row.key] = (rank, post)

    def named(self, key: str, known: Known) -> Post | tuple[int, int | None] | None:
        """Return the post of this thread called `key` there: of this batch, or (id, root)."""
        if key in self._by_key:
            return self._by_key[key][1]
        for word in post_words():
            found = known.get((word, key))
            if found and found.post_id and found.thread_id == self.thread.pk:
                return found.post_id, found.root_id
        return None

    def _answer(self, post: Post, key: str, known: Known) -> bool:
        parent = self.named(key, known)
        if parent is not None:
            self.parents[post.number] = parent
        return parent is not None


def write_places(
    *,
    actor: Actor,
    community: Community,
    source: str,
    origin: str,
    places: Sequence[Place],
    words: Mapping[ForeignPost, Words],
    known: Known,
) -> None:
    """Store what `places` hold, keep the counts, and say that it was imported."""
    if not places:
        return
    named = {key for place in places for _post, row in place.rows for key in row.people}
    # Who may import may make the shadows that it takes: the right was checked by the action.
    people = find_or_make_shadows(actor=system(actor.door), source=source, keys=named)
    _count_posts(places, people)
    _write_threads(places, people, words)
    _write_posts(places, people, words)
    _write_answers(places, known)
    _write_histories(places, people)
    _write_topics(actor, community, [place for place in places if place.is_new])
    _write_records(source, origin, places)
    _count_threads(community, places)
    _announce(actor, community, source, places)


def _write_threads(
    places: Sequence[Place], people: Mapping[str, int], words: Mapping[ForeignPost, Words]
) -> None:
    new = [place for place in places if place.is_new]
    for place in new:
        starter = place.rows[0][1]
        place.thread.author_id = people.get(starter.author)
        place.thread.language = starter.language or words[starter].language
    Thread.objects.bulk_create([place.thread for place in new])
    grown = [place.thread for place in places if not place.is_new]
    Thread.objects.bulk_update(grown, _COUNTS, batch_size=50)
    for place in new:
        kind = kind_named(place.thread.kind)
        if kind and kind.create_detail:
            kind.create_detail(place.thread.id, dict(place.rows[0][1].detail))


def _write_posts(
    places: Sequence[Place], people: Mapping[str, int], words: Mapping[ForeignPost, Words]
) -> None:
    for place in places:
        for post, row in place.rows:
            made = words[row]
            post.thread_id = place.thread.id
            post.author_id = people.get(row.author)
            post.html, post.text, post.rendered_with = made.html, made.text, made.rendered_with
            post.language = row.language or made.language
            parent = place.parents.get(post.number)
            if isinstance(parent, tuple):
                post.reply_to_id, post.root_id = parent
    Post.objects.bulk_create([post for post, _row in _rows(places)])
    hang_up([(post, row.kept_files) for post, row in _rows(places) if row.kept_files])


def _write_answers(places: Sequence[Place], known: Known) -> None:
    """Join posts to those of the same batch, and talks to their roots, now that all have ids."""
    joined: list[Post] = []
    for place in places:
        for post, row in place.rows:
            before = (post.reply_to_id, post.root_id)
            parent = place.parents.get(post.number)
            if isinstance(parent, Post):
                post.reply_to_id, post.root_id = parent.id, parent.root_id
            root = place.named(row.root, known) if row.root else None
            if root is not None:
                post.root_id = root.id if isinstance(root, Post) else root[0]
            if row.anchor:
                post.root_id = post.id
            if (post.reply_to_id, post.root_id) != before:
                joined.append(post)
    Post.objects.bulk_update(joined, ["reply_to", "root"], batch_size=100)
    Anchor.objects.bulk_create(
        _anchor(place, post, row, known)
        for place in places
        for post, row in place.rows
        if row.anchor
    )


def _anchor(place: Place, post: Post, row: ForeignPost, known: Known) -> Anchor:
    given = row.anchor
    assert given is not None
    target = place.named(given.target, known) if given.target else None
    state = given.state if target is not None or not given.exact else Anchor.State.ORPHANED
    return Anchor(
        post=post,
        target_id=target.id if isinstance(target, Post) else target and target[0],
        target_revision=given.target_revision,
        paragraph=given.paragraph,
        paragraph_index=given.paragraph_index,
        exact=given.exact,
        prefix=given.prefix,
        suffix=given.suffix,
        start=given.start,
        end=given.end,
        seconds_from=given.seconds_from,
        seconds_to=given.seconds_to,
        state=state,
    )


def _write_histories(places: Sequence[Place], people: Mapping[str, int]) -> None:
    rows = list(_rows(places))
    Revision.objects.bulk_create(
        Revision(
            post=post,
            number=was.number,
            source=was.source,
            source_format=was.source_format,
            editor_id=people.get(was.editor),
            written_at=was.written_at,
        )
        for post, row in rows
        for was in row.revisions
    )
    Removal.objects.bulk_create(
        Removal(
            thread_id=post.thread_id,
            post=None if row.opens else post,
            remover_id=people.get(row.removal.by),
            reason=row.removal.reason,
            removed_at=row.removal.at,
        )
        for post, row in rows
        if row.removal
    )
    closed = [(post, row) for post, row in rows if row.opens and row.closed_at]
    Closure.objects.bulk_create(
        Closure(
            thread_id=post.thread_id,
            reason=row.closed_why,
            status_before=Status.OPEN,
            closed_at=row.closed_at,
        )
        for post, row in closed
    )
    Thread.objects.filter(pk__in=[post.thread_id for post, _row in closed]).update(
        status=Status.CLOSED
    )


def _write_topics(actor: Actor, community: Community, new: Sequence[Place]) -> None:
    names: dict[str, str] = {}
    for name in (name for place in new for name in place.rows[0][1].tags):
        names.setdefault(topic_slug(name), name)
    slugs, ids = list(names), dict[str, int]()
    for start in range(0, len(slugs), MAX_TOPICS):
        some = slugs[start : start + MAX_TOPICS]
        made = find_or_name_topics(
            actor=actor, community_id=community.id, names=[names[slug] for slug in some]
        )
        ids.update(zip(some, made, strict=True))
    ThreadTopic.objects.bulk_create(
        ThreadTopic(thread=place.thread, topic_id=ids[slug], place=number)
        for place in new
        for number, slug in enumerate(dict.fromkeys(map(topic_slug, place.rows[0][1].tags)))
    )


def _write_records(source: str, origin: str, places: Sequence[Place]) -> None:
    from_there = {"origin": origin} if origin else {}
    threads = [
        ForeignRecord(
            source=source,
            kind=THREAD,
            key=place.key,
            thread=place.thread,
            aside={"line": place.line, **from_there},
        )
        for place in places
        if place.is_new
    ]
    posts = [
        ForeignRecord(
            source=source,
            kind=row.word,
            key=row.key,
            thread=place.thread,
            post=post,
            aside=_aside(place, post, row),
        )
        for place in places
        for post, row in place.rows
    ]
    ForeignRecord.objects.bulk_create([*threads, *posts])


def _aside(place: Place, post: Post, row: ForeignPost) -> dict[str, Any]:
    waits_for = place.unsettled.get(post.number)
    return {**row.aside, "reply_to": waits_for} if waits_for else dict(row.aside)


def _count_posts(places: Sequence[Place], people: Mapping[str, int]) -> None:
    for place in places:
        thread = place.thread
        thread.post_count += sum(not post.is_removed for post, _row in place.rows)
        last, row = max(place.rows, key=lambda pair: pair[0].created_at)
        if place.is_new or last.created_at >= thread.last_post_at:
            thread.last_post_at, thread.last_author = last.created_at, people.get(row.author)


def _count_threads(community: Community, places: Sequence[Place]) -> None:
    counted = [place for place in places if place.is_new and not place.thread.is_removed]
    here = Community.objects.filter(pk=community.pk)
    here.update(thread_count=F("thread_count") + len(counted))
    last_at = max(place.thread.last_post_at for place in places)
    here.filter(Q(last_post_at=None) | Q(last_post_at__lt=last_at)).update(last_post_at=last_at)


def _announce(actor: Actor, community: Community, source: str, places: Sequence[Place]) -> None:
    first = min(post.id for post, _row in _rows(places))
    for place in places:
        posts = [post for post, _row in place.rows]
        # The first thread of a batch says where its posts begin: what follows from an import may
        # follow for all of them at once, and before `record` holds up other writers.
        whole = {"batch_from_post": first} if place is places[0] else {}
        record(
            "thread.imported",
            actor=actor,
            community=community.id,
            thread=place.thread.id,
            data={
                "source": source,
                "posts": len(posts),
                "from_post": min(post.id for post in posts),
                **whole,
            },
            happened_at=posts[0].created_at,
        )
    last = Activity.objects.filter(thread=OuterRef("pk")).values("thread")
    version = Subquery(last.annotate(last=Max("id")).values("last"))
    Thread.objects.filter(pk__in=[place.thread.id for place in places]).update(version=version)


def _rows(places: Iterable[Place]) -> Iterable[tuple[Post, ForeignPost]]:
    return (pair for place in places for pair in place.rows)


def _rank(word: str) -> int:
    words = post_words()
    return words.index(word) if word in words else len(words)
