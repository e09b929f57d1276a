"""A true community of practice, as it was written down elsewhere, comes in whole."""

import hashlib
import json
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community
from tertulia.core.people.models import ForeignIdentity, Person
from tertulia.core.threads.models import ForeignRecord, Post, Thread
from tertulia.engage.following.models import Following
from tertulia.kit.jobs.models import Errand
from tertulia.kit.mail.models import Letter
from tertulia.lenses.exchange.formats import run_import

SOURCE = "slicer"


@pytest.fixture(scope="module")
def forum(shared_data: Path) -> Path:
    return shared_data / "forum" / "slicer_until_2019-12.jsonl.xz"


def rows_of(path: Path) -> Iterator[dict]:
    with lzma.open(path) as lines:
        yield from map(json.loads, lines)


def hash_of(pairs: Iterable[tuple[str, str]]) -> str:
    """One hash over (id, source), in the order of the ids."""
    whole = hashlib.sha256()
    for key, source in sorted(pairs):
        whole.update(f"{key}\0{source}\0".encode())
    return whole.hexdigest()


def stored() -> Iterator[tuple[str, str]]:
    records = ForeignRecord.objects.filter(source=SOURCE, post__isnull=False)
    yield from records.values_list("key", "post__source").iterator(2_000)


def counts() -> dict[str, int]:
    tables = (Person, ForeignIdentity, ForeignRecord, Thread, Post, Activity)
    return {model.__name__: model.objects.count() for model in tables}


def test_a_true_community_comes_in_whole_and_once(community: Community, forum: Path) -> None:
    rows = list(rows_of(forum))
    by_kind = Counter(row["kind"] for row in rows)
    authors = {row["author"] for row in rows}

    report = run_import("jsonl", str(forum), community.slug, source=SOURCE)

    assert {kind: tally.added for kind, tally in report.kinds.items()} == by_kind
    assert not report.left_out
    assert not report.broken
    assert report.led == {"discourse.slicer.org": 51}
    assert report.new_people == len(authors)
    assert hash_of(stored()) == hash_of((row["id"], row["text"]) for row in rows)
    assert set(ForeignIdentity.objects.values_list("key", flat=True)) == authors
    wanted = {(row["id"], row["pos"], row["author"]) for row in rows}
    found = ForeignRecord.objects.filter(post__isnull=False)
    people = dict(ForeignIdentity.objects.values_list("person", "key"))
    columns = found.values_list("key", "post__number", "post__author")
    assert {(key, number, people[person]) for key, number, person in columns} == wanted
    _assert_kept_counts(community, by_kind)
    _assert_nobody_was_told(by_kind)

    before = counts()
    again = run_import("jsonl", str(forum), community.slug, source=SOURCE)
    assert {kind: tally.known for kind, tally in again.kinds.items()} == by_kind
    assert counts() == before


def _assert_kept_counts(community: Community, by_kind: Counter) -> None:
    community.refresh_from_db()
    assert community.thread_count == by_kind["topic"]
    assert community.member_count == 0
    assert community.last_post_at == Post.objects.latest("created_at").created_at
    posts: Counter = Counter(Post.objects.values_list("thread", flat=True))
    for thread in Thread.objects.iterator():
        assert thread.post_count == posts[thread.id]
        assert thread.next_number == thread.last_number + 1


def _assert_nobody_was_told(by_kind: Counter) -> None:
    verbs = Counter(Activity.objects.values_list("verb", flat=True))
    assert set(verbs) == {"community.founded", "thread.imported"}
    # One a thread, once more for the few whose posts fill more than a batch, and for those whose
    # links were led on.
    assert by_kind["topic"] <= verbs["thread.imported"] <= by_kind["topic"] + 60
    assert not Letter.objects.exists()
    assert not Following.objects.exists()
    assert not Errand.objects.exists()
