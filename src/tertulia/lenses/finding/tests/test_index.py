import pytest
from django.db import connection, transaction

from tertulia.core.threads.actions import edit_post, retitle_thread
from tertulia.core.threads.models import Post
from tertulia.lenses.finding.engines import engine
from tertulia.lenses.finding.models import Entry
from tertulia.lenses.finding.upkeep import NEXT, close_gaps, index_gaps, rebuild_index
from tertulia.lenses.finding.wording import columns

pytestmark = pytest.mark.django_db


def test_an_edit_shows_at_once(town) -> None:
    post = town.start("Title", "about looms")
    edit_post(actor=town.ada, post_id=post.id, source="about kilns")
    assert town.found("loom") == town.found('"looms"') == []
    assert town.found("kiln") == [("Title", 1)]


def test_a_new_title_shows_at_once(town) -> None:
    post = town.start("Looms", "how they work")
    retitle_thread(actor=town.ada, thread_id=post.thread_id, title="Kilns")
    assert town.found("loom") == town.found('"looms"') == []
    assert town.found("kiln work") == [("Kilns", 1)]
    assert not index_gaps()


def test_what_is_rolled_back_is_not_found(town) -> None:
    with transaction.atomic():
        town.start("Title", "about looms")
        assert town.found("loom")
        transaction.set_rollback(True)
    assert town.found("loom") == []
    assert not index_gaps()


def test_columns_are_words_without_anything_else() -> None:
    made = columns("Das Café!", 'Ein Haus, zwei Häuser; "ein\'Haus" \\ ^t', "de")
    assert made.title == "das cafe"
    assert made.words == "ein haus zwei hauser ein haus t"
    assert {"haus", "hauser", "cafe", "cafe^t"} <= set(made.stems.split())


def test_what_a_post_is_about_is_marked() -> None:
    made = columns("", "loom " * 5 + "other words stand here once each", "en")
    assert [stem for stem in made.stems.split() if "^" in stem] == ["loom^s"]


def test_huge_posts_are_indexed_as_far_as_they_go(town) -> None:
    for body in ("東京" * 50_000, "wörter " * 14_000, "x" * 100_000, "a1 b2 " * 16_000):
        post = town.start("Huge", "tiny")
        Post.objects.filter(pk=post.pk).update(text=body)
    gaps = index_gaps()
    assert len(gaps.outdated) == 4
    close_gaps(gaps)
    assert not index_gaps()
    assert len(town.found('"b2 a1"')) == 1


def test_gaps_are_found_and_closed(town) -> None:
    missing, outdated, gone = (town.start(f"Title {n}", f"word{n}") for n in range(3))
    engine().remove([missing.id])
    Post.objects.filter(pk=outdated.pk).update(text="changed behind our back")
    engine().remove([gone.id])
    Entry.objects.filter(pk=gone.pk).delete()
    Post.objects.filter(pk=gone.pk).update(is_removed=True)
    engine().write([(10_000_000, columns("", "nobody wrote this", "en"))])
    gaps = index_gaps()
    assert (gaps.missing, gaps.outdated) == ([missing.id], [outdated.id])
    assert gaps.superfluous == [10_000_000]
    close_gaps(gaps)
    assert not index_gaps()
    assert town.found("word0") == [("Title 0", 1)]
    assert town.found("behind") == [("Title 1", 1)]


@pytest.mark.django_db(transaction=True)
def test_the_index_is_built_anew_beside_the_old_one(town) -> None:
    early = town.start("Early", "about looms")
    steps = []

    def meanwhile(done: int, whole: int) -> None:
        steps.append((done, whole))
        assert town.found("loom"), "the old index answers until the new one is ready"
        if len(steps) == 1:
            town.start("Late", "about looms, written meanwhile")
            edit_post(actor=town.ada, post_id=early.id, source="about kilns and a loom")

    assert rebuild_index(meanwhile) >= 1
    assert steps[0] == (1, 1)
    assert {title for title, _number in town.found("loom")} == {"Early", "Late"}
    assert town.found("kiln") == [("Early", 1)]
    assert not index_gaps()


@pytest.mark.django_db(transaction=True)
def test_what_an_interrupted_rebuild_left_does_not_matter(town) -> None:
    town.start("Title", "about looms")
    engine().create(NEXT)
    rebuild_index()
    assert town.found("loom") == [("Title", 1)]
    names = connection.introspection.table_names()
    assert not [name for name in names if name.startswith("finding") and name.endswith(NEXT)]
