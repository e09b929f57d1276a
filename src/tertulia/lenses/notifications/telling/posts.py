"""News of posts: who is mentioned, answered, spoken about, or watches what moved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from tertulia.core.activity.queries import Entry
from tertulia.core.threads.models import Mention, Post, Quotation, ThreadTopic
from tertulia.engage.following.models import (
    CommunityFollowing,
    Following,
    Level,
    TopicFollowing,
)
from tertulia.lenses.notifications.models import Cause
from tertulia.lenses.notifications.telling.news import News, teller

_COLUMNS = (
    "id", "thread_id", "number", "author_id", "thread__community_id", "reply_to__author_id",
    "anchor__target__author_id", "edited_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Posted:
    id: int
    thread: int
    number: int
    author: int | None
    community: int
    answered: int | None
    spoken_of: int | None
    edited_at: datetime | None


@teller("post.added", "thread.started")
def tell_of_posts(entries: Sequence[Entry]) -> Iterator[News]:
    """Tell each person once of each post, for the best reason there is."""
    posts = _posts(entry.post for entry in entries)
    mentioned, quoted = _mentioned(posts.values()), _quoted(posts.values())
    watch = Watchers(posts.values())
    for entry in entries:
        post = posts.get(entry.post or 0)
        if post is None:
            continue
        why: dict[int, Cause] = {}
        for person in watch.of_post(post.thread, is_first=post.number == 1):
            why[person] = Cause.STARTED if post.number == 1 else Cause.WATCHED
        for person in quoted[post.id] | _one(post.spoken_of):
            why[person] = Cause.QUOTE
        if post.answered is not None:
            why[post.answered] = Cause.REPLY
        for person in mentioned[post.id]:
            why[person] = Cause.MENTION
        for person, cause in why.items():
            if person != post.author:
                # What an edit added may stand in a post that was read before.
                yield _news(entry, post, person, cause, with_thread=post.edited_at is None)


@teller("post.edited")
def tell_of_edits(entries: Sequence[Entry]) -> Iterator[News]:
    """Tell whom an edit mentions for the first time."""
    posts = _posts(entry.post for entry in entries)
    mentioned = _mentioned(posts.values())
    for entry in entries:
        post = posts.get(entry.post or 0)
        for person in mentioned[post.id] if post else ():
            if post and person != post.author:
                yield _news(entry, post, person, Cause.MENTION, with_thread=False)


def _news(entry: Entry, post: _Posted, person: int, cause: str, *, with_thread: bool) -> News:
    return News(
        person=person,
        cause=cause,
        key=f"post-{post.id}",
        activity=entry.id,
        at=entry.recorded_at,
        by=post.author,
        thread=post.thread,
        post=post.id,
        with_thread=with_thread,
    )


def _posts(ids: Iterable[int | None]) -> dict[int, _Posted]:
    wanted = {each for each in ids if each is not None}
    rows = Post.objects.filter(pk__in=wanted, is_removed=False)
    return {row[0]: _Posted(*row) for row in rows.values_list(*_COLUMNS)}


def _mentioned(posts: Iterable[_Posted]) -> defaultdict[int, set[int]]:
    """Return whom each post speaks to: by handle, by role, or because they are here."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Mention.objects.filter(post__in=[post.id for post in posts])
    for post, person in rows.values_list("post_id", "person_id"):
        found[post].add(person)
    return found


def _one(person: int | None) -> set[int]:
    return set() if person is None else {person}


def _quoted(posts: Iterable[_Posted]) -> defaultdict[int, set[int]]:
    """Return whose words each post repeats."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Quotation.objects.filter(post__in=[post.id for post in posts])
    for post, person in rows.values_list("post_id", "quoted__author_id"):
        if person is not None:
            found[post].add(person)
    return found


@dataclass(slots=True)
class _Around:
    """What people said of the places in which a thread stands: person -> level."""

    topics: dict[int, int] = field(default_factory=dict)
    community: dict[int, int] = field(default_factory=dict)


class Watchers:
    """Who is to hear of a post because of how closely they follow, for a few threads at once."""

    def __init__(self, posts: Iterable[_Posted]) -> None:
        homes = {post.thread: post.community for post in posts}
        self._around = {thread: _Around() for thread in homes}
        self._add_topics(homes)
        self._add_communities(homes)
        near = {p for it in self._around.values() for p in (*it.topics, *it.community)}
        said = Q(level=Level.WATCHING) | (
            Q(person__in=near) & (~Q(level=Level.NORMAL) | Q(is_chosen=True))
        )
        self._own: defaultdict[int, dict[int, int]] = defaultdict(dict)
        rows = Following.objects.filter(said, thread__in=homes)
        for thread, person, level in rows.values_list("thread_id", "person_id", "level"):
            self._own[thread][person] = level

    def _add_topics(self, homes: dict[int, int]) -> None:
        under: defaultdict[int, list[int]] = defaultdict(list)
        rows = ThreadTopic.objects.filter(thread__in=homes)
        for topic, thread in rows.values_list("topic_id", "thread_id"):
            under[topic].append(thread)
        followed = TopicFollowing.objects.filter(topic__in=under)
        for topic, person, level in followed.values_list("topic_id", "person_id", "level"):
            for thread in under[topic]:
                held = self._around[thread].topics
                held[person] = max(level, held.get(person, 0))

    def _add_communities(self, homes: dict[int, int]) -> None:
        rows = CommunityFollowing.objects.filter(community__in=set(homes.values()))
        held: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for community, person, level in rows.values_list("community_id", "person_id", "level"):
            held[community][person] = level
        for thread, community in homes.items():
            self._around[thread].community = held[community]

    def of_post(self, thread: int, *, is_first: bool) -> set[int]:
        """Return who is told: of each post when watching, of a thread when following its place."""
        around, own = self._around[thread], self._own[thread]
        levels = {**around.community, **around.topics, **own}
        least = Level.FOLLOWING if is_first else Level.WATCHING
        return {person for person, level in levels.items() if level >= least}
