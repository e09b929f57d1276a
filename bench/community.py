"""A community for measuring: 10,000 threads, 200,000 posts, sizes as in a true forum.

Words follow Zipf's law over an invented vocabulary, so that some are everywhere and most are rare;
thread sizes do too, and one thread has 2,000 posts. The same seed gives the same community.
"""

import random
from datetime import timedelta
from itertools import accumulate, islice

from django.db import connection, transaction
from django.utils import timezone

from tertulia.core.communities.models import Ancestry, Charter, Community, Membership, Role
from tertulia.core.people.models import Person
from tertulia.core.threads.models import Post, Thread
from tertulia.engage.following.models import Following
from tertulia.kit.text import render
from tertulia.lenses.notifications.models import Notification

SEED = 20_191_231
THREADS, POSTS, LARGEST = 10_000, 200_000, 2_000
PEOPLE, READERS = 500, 8
VOCABULARY = 30_000
_SYLLABLES = [c + v for c in "bcdfghklmnprstvz" for v in "aeiou"]


class Words:
    """An invented vocabulary; the word of rank r comes up in proportion to 1 / (r + 3)."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            made["".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4))))] = None
        self.words = list(made)
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def some(self, count: int) -> list[str]:
        """Return `count` words."""
        return self.chance.choices(self.words, cum_weights=self._weights, k=count)


def sizes(threads: int, posts: int, largest: int) -> list[int]:
    """Return thread sizes, Zipf-like, that add up to `posts`, the largest first."""
    rest = threads - 1
    weights = [1 / (rank + 2) ** 0.9 for rank in range(rest)]
    scale = (posts - largest - rest) / sum(weights)
    found = [1 + int(weight * scale) for weight in weights]
    for index in range(posts - largest - sum(found)):
        found[index % rest] += 1
    return [largest, *(min(size, largest - 1) for size in found)]


def build(threads: int = THREADS, posts: int = POSTS, largest: int = LARGEST) -> None:
    """Fill the (migrated, empty) database."""
    chance = random.Random(SEED)
    words = Words(chance)
    people = _people()
    community = _community(people)
    counts = sizes(threads, posts, largest)
    order = list(range(len(counts)))
    chance.shuffle(order)
    start = timezone.now() - timedelta(days=730)
    step = timedelta(days=729) / len(counts)
    rows = _threads(community, counts, order, people, words, start, step)
    _posts(rows, counts, order, people, words)
    _marks(rows, people[:READERS])
    _news(rows, people[:READERS])


def _people() -> list[Person]:
    made = [
        Person(
            email=f"reader{n}@example.org" if n < READERS else None,
            handle=f"person{n}",
            name=f"Person Number{n}",
            is_shadow=n >= READERS,
            password="!",
        )
        for n in range(PEOPLE)
    ]
    return Person.objects.bulk_create(made)


def _community(people: list[Person]) -> Community:
    community = Community.objects.create(
        slug="bench", name="Bench", visibility="public", join_policy="open"
    )
    Ancestry.objects.create(descendant=community, ancestor=community, depth=0)
    Charter.objects.create(community=community, domain_statement="What is measured here.")
    Membership.objects.bulk_create(
        Membership(community=community, person=person, roles=int(Role.MEMBER))
        for person in people[:READERS]
    )
    return community


def _threads(community, counts, order, people, words, start, step) -> list[Thread]:
    chance = words.chance
    made = []
    for place, which in enumerate(order):
        size = counts[which]
        begun = start + step * place
        made.append(
            Thread(
                community=community,
                kind="discussion",
                title=" ".join(words.some(chance.randint(3, 9))).capitalize()[:200],
                slug=f"thread-{place}",
                author=chance.choice(people),
                created_at=begun,
                next_number=size + 1,
                post_count=size,
                last_number=size,
                last_post_at=begun + timedelta(minutes=size),
                version=1,
            )
        )
    made = Thread.objects.bulk_create(made, batch_size=500)
    Community.objects.filter(pk=community.pk).update(
        thread_count=len(made), last_post_at=max(t.last_post_at for t in made), member_count=READERS
    )
    return made


def _posts(threads, counts, order, people, words) -> None:
    def rows():
        for thread, which in zip(threads, order, strict=True):
            for number in range(1, counts[which] + 1):
                yield _post(thread, number, people, words)

    stream = rows()
    while batch := list(islice(stream, 5_000)):
        with transaction.atomic():
            Post.objects.bulk_create(batch, batch_size=500)


def _post(thread: Thread, number: int, people: list[Person], words: Words) -> Post:
    chance = words.chance
    paragraphs = [" ".join(words.some(chance.randint(12, 60))) for _ in range(chance.randint(1, 3))]
    source = "\n\n".join(f"{p.capitalize()}." for p in paragraphs)
    made = render(source)
    return Post(
        thread=thread,
        number=number,
        author=chance.choice(people) if number > 1 else thread.author,
        source=source,
        html=made.html,
        text=made.text,
        rendered_with=made.rendered_with,
        language="en",
        created_at=thread.created_at + timedelta(minutes=number),
    )


def _marks(threads: list[Thread], readers: list[Person]) -> None:
    Following.objects.bulk_create(
        (
            Following(person=reader, thread=thread, read_number=max(thread.last_number - 3, 1))
            for reader in readers
            for thread in threads[::7]
        ),
        batch_size=1_000,
    )


def _news(threads: list[Thread], readers: list[Person]) -> None:
    """Tell each reader of fifty posts, half of which they have seen."""
    told = threads[:: max(len(threads) // 50, 1)][:50]
    first = dict(Post.objects.filter(thread__in=told, number=1).values_list("thread", "id"))
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(
            person=reader,
            cause="mention",
            key=f"post-{first[thread.pk]}",
            activity=place,
            by_id=thread.author_id,
            thread=thread,
            post_id=first[thread.pk],
            happened_at=now - timedelta(minutes=place),
            read_at=now if place % 2 else None,
        )
        for reader in readers
        for place, thread in enumerate(told, start=1)
    )


def word_pairs(count: int, least: int, most: int) -> list[str]:
    """Return two-word queries with `least` to `most` hits, found by asking the index itself."""
    chance = random.Random(SEED + 1)
    words = Words(random.Random(SEED))
    found: list[str] = []
    ranks = [int(10 * 1.35**step) for step in range(18)]
    while len(found) < count:
        spot = chance.randrange(len(ranks) - 1)
        pair = [words.words[chance.randrange(ranks[spot] // 2, ranks[spot + 1])] for _ in range(2)]
        if pair[0] != pair[1] and least <= hits_of(pair, most + 1) <= most:
            found.append(" ".join(pair))
    return found


def hits_of(pair: list[str], limit: int) -> int:
    """Return in how many posts (at most `limit`) both words stand."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM finding_words WHERE finding_words MATCH %s LIMIT %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [" AND ".join(f'"{word}"' for word in pair), limit])
        return cursor.fetchone()[0]


def commonest(count: int) -> list[str]:
    """Return the commonest words."""
    return Words(random.Random(SEED)).words[:count]
