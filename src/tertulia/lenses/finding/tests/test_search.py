import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings

from tertulia.core.threads.actions import close_thread, remove_post
from tertulia.core.threads.models import Post, Thread
from tertulia.lenses.finding.queries import search
from tertulia.lenses.finding.tests.test_language import PIECES, st

pytestmark = pytest.mark.django_db


def test_all_words_must_be_in_one_post_in_any_form(town) -> None:
    starter = town.start("Moving volumes", "How do I load several volumes quickly?")
    town.answer(starter, "Loading works with the module for data.")
    assert town.found("volume loads") == [("Moving volumes", 1)]
    assert town.found("loading module") == [("Moving volumes", 2)]
    assert town.found("volume module") == []


def test_the_title_is_searched_with_its_starter(town) -> None:
    town.start("Calibration of scanners", "It drifts after an hour.")
    assert town.found("calibration drifts") == [("Calibration of scanners", 1)]
    assert town.found('"of scanners"') == [("Calibration of scanners", 1)]
    assert town.found('"scanners it"') == []  # no phrase runs from the title into the post


def test_phrases_stand_together_and_in_this_form(town) -> None:
    town.start("One", "the slice view of the volume")
    town.start("Two", "the view shows one slice; slice views are many")
    assert town.found('"slice view"') == [("One", 1)]
    assert {title for title, _number in town.found("slice view")} == {"One", "Two"}
    assert town.found('"slice view" volume') == [("One", 1)]
    assert town.found('"slice view" nowhere') == []


def test_minus_leaves_out_words_phrases_and_operators(town) -> None:
    town.start("One", "apples and pears")
    town.start("Two", "apples and quinces", by=town.ben)
    assert town.found("apples -pears") == [("Two", 1)]
    assert town.found('apples -"and quinces"') == [("One", 1)]
    assert town.found("apples -from:ben") == [("One", 1)]
    assert town.found("-pears") == [("Two", 1)]
    assert town.found("apples -pear -zebra") == [("Two", 1)]
    assert town.found('"and pears" -quince') == [("One", 1)]
    assert town.found('"apples and" -pear') == [("Two", 1)]


def test_accents_and_case_do_not_matter(town) -> None:
    town.start("Café", "Über die MÜHLE und die naïveté.")
    for text in ("cafe", "CAFÉ", "uber", "muhle", "naivete", '"die Mühle"'):
        assert town.found(text) == [("Café", 1)], text


def test_scripts_without_spaces(town) -> None:
    town.start("東京の天気", "明日は東京で雨が降ります。")
    town.start("ไทย", "ภาษาไทยเป็นภาษาที่สวยงาม")
    assert town.found("東京") == [("東京の天気", 1)]
    assert town.found("ภาษาไทย") == [("ไทย", 1)]


def test_in_and_scope(town) -> None:
    other = town.community("workshop", "The workshop", "public")
    town.start("Here", "plumb line")
    town.start("There", "plumb line", where=other)
    assert town.found("plumb in:workshop") == [("There", 1)]
    assert town.found("plumb -in:workshop") == [("Here", 1)]
    assert len(town.found("plumb in:workshop in:open")) == 2
    assert town.found("plumb", community="workshop") == [("There", 1)]
    assert town.found("plumb in:open", community="workshop") == []
    assert town.found("plumb in:nowhere") == []
    assert town.found("plumb", community="nowhere") == []


def test_from_follows_a_person_to_their_new_handle_and_me(town) -> None:
    town.start("Mine", "plumb line")
    town.start("Yours", "plumb line", by=town.ben)
    assert town.found("plumb from:ada") == town.found("plumb from:@ADA") == [("Mine", 1)]
    assert town.found("plumb from:me", by=town.ben) == [("Yours", 1)]
    assert town.found("plumb from:nobody") == []
    assert len(town.found("plumb from:nobody from:ben")) == 1


def test_kind_status_and_topic(town) -> None:
    one = town.start("One", "plumb line", topics=["Data import", "Walls"])
    town.start("Two", "plumb line")
    close_thread(actor=town.boss, thread_id=one.thread_id)
    assert town.found("plumb is:closed") == [("One", 1)]
    assert town.found("plumb is:open") == [("Two", 1)]
    assert len(town.found("plumb is:open is:closed kind:discussion")) == 2
    assert town.found("plumb kind:opera") == []
    assert town.found('topic:"data import" topic:walls') == [("One", 1)]
    assert town.found("plumb -topic:walls") == [("Two", 1)]


def test_before_and_after_meet_at_midnight_utc(town) -> None:
    for day in (datetime(2019, 12, 31, 23, 59, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)):
        with time_machine.travel(day, tick=False):
            town.start(str(day.year), "plumb line")
    assert town.found("plumb before:2020") == [("2019", 1)]
    assert town.found("plumb after:2020") == [("2020", 1)]
    assert town.found("after:2019-12-31 before:2020-01-01") == [("2019", 1)]


def test_operators_alone_list_the_newest(town) -> None:
    for title in ("first", "second", "third"):
        town.start(title, "words")
    assert [title for title, _number in town.found("from:ada")] == ["third", "second", "first"]


def test_a_thread_comes_once_by_its_best_post(town) -> None:
    starter = town.start("A question", "Something about looms.")
    town.answer(starter, "No idea.")
    town.answer(starter, "My loom is a loom with a loom for a loom.")
    hits = search(town.eve, "loom").hits
    assert [(hit.number, hit.more) for hit in hits] == [(3, 1)]


def test_titles_then_fresh_then_answered_come_first(town) -> None:
    now = datetime.now(UTC)
    with time_machine.travel(now - timedelta(days=1000), tick=False):
        town.start("old", "about looms")
    town.start("new", "about looms")
    answered = town.start("answered", "about looms")
    Thread.objects.filter(pk=answered.thread_id).update(status="answered")
    town.start("Looms", "what they are")
    assert [title for title, _number in town.found("loom")] == ["Looms", "answered", "new", "old"]


def test_a_phrase_in_the_title_comes_first(town) -> None:
    town.start("Slice view", "the slice view hangs")
    town.start("Other", "somewhere a slice view is named")
    assert [title for title, _number in town.found('"slice view"')] == ["Slice view", "Other"]


def test_pages_follow_one_another_without_holes_or_doubles(town) -> None:
    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC), tick=False):
        for number in range(7):
            town.start(f"Thread {number}", "about looms")
        seen, cursor = [], None
        while True:
            page = search(town.eve, "loom", limit=3, cursor=cursor)
            seen += [hit.title for hit in page.hits]
            town.start("Meanwhile", "more about looms")
            if page.next is None:
                break
            cursor = page.next
    assert len(seen) == 7 == len(set(seen))
    assert "Meanwhile" not in seen
    assert search(town.eve, "loom", cursor=(5000, 0)).hits == []


def test_snippets_show_the_place_and_are_escaped(town) -> None:
    body = (
        "Padding words. " * 60
        + "Here `<b>the</b>` looms & <script>x</script> stand. "
        + "end " * 90
    )
    town.start("Looms <i>", body)
    hit = search(town.eve, "loom").hits[0]
    assert "<mark>looms</mark>" in hit.snippet
    assert "<script>" not in hit.snippet
    assert len(hit.snippet) < 400
    assert hit.title_html == "<mark>Looms</mark> &lt;i&gt;"


@pytest.mark.parametrize("text", ["", "   ", "!!!", '"', "-", "🙂", "in:", "\0", "''"])
def test_nothing_to_look_for_finds_nothing(town, text: str) -> None:
    town.start("Something", "is here")
    assert town.found(text) == []


def test_naughty_strings_never_break_a_search(town, shared_data) -> None:
    town.start("Something", "is here")
    strings = json.loads((shared_data / "text/blns-npm-1.0.0.json").read_text())
    assert len(strings) > 400
    for text in strings:
        for query in (
            text,
            f'"{text}',
            f"-{text}",
            f"from:{text}",
            f"in:{text}",
            f"x topic:{text}",
        ):
            search(town.eve, query)
    for text in ("a" * 10_000, "a " * 5_000, '"' * 9_999, "(" * 10_000, "-" * 10_000, "é" * 10_000):
        search(town.eve, text)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_every_text_can_be_searched_for(town, text: str) -> None:
    search(town.ada, text)


def test_naughty_posts_can_be_found(town, shared_data) -> None:
    strings = json.loads((shared_data / "text/blns-npm-1.0.0.json").read_text())
    for text in strings[:200]:
        if text.strip() and "\0" not in text:
            post = town.start("Naughty", f"findme {text}")
            assert Post.objects.filter(pk=post.pk).exists()
    assert search(town.eve, "findme").total_is_at_least > 100


def test_removed_posts_are_found_by_nobody(town) -> None:
    starter = town.start("Title", "Hello")
    post = town.answer(starter, "sesame")
    assert town.found("sesame")
    remove_post(actor=town.ben, post_id=post.id)
    for actor in (town.ben, town.boss, town.eve):
        assert town.found("sesame", by=actor) == []


def test_search_takes_at_most_six_queries(town, django_assert_max_num_queries) -> None:
    for number in range(30):
        town.start(f"Thread {number}", "about looms and shuttles")
    town.found("loom shuttle", by=town.ada)
    with django_assert_max_num_queries(6):
        assert len(search(town.ada, "loom shuttle", limit=20).hits) == 20
