"""`tertulia check`: it sees what is wrong, and `--repair` mends what can be counted."""

import json

import pytest
from django.db import connection
from django.test import override_settings

from tertulia.config.commands.checks import BAD, OK, WARN, configuration, database, findings, work
from tertulia.config.commands.checks.counts import repair_counts, wrong_counts
from tertulia.config.environment import Environment
from tertulia.core.activity.actors import Actor, system
from tertulia.core.communities.actions import found_community
from tertulia.core.communities.models import Community
from tertulia.core.people.actions import create_person
from tertulia.core.threads.actions import remove_post, reply, start_thread
from tertulia.core.threads.models import Post, Thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_index")]


@pytest.fixture
def thread() -> Thread:
    """A thread with three posts, of which one is removed."""
    ada = create_person(actor=system("command"), email="ada@example.org", name="Ada")
    actor = Actor(ada.id, ada.handle, ada.name)
    place = found_community(actor=system("command"), slug="bakers", name="Bakers")
    words = {"title": "Rye", "source": "How sour?", "topics": ["rye"]}
    first = start_thread(actor=actor, community=place, kind="discussion", **words)
    for text in ("Very.", "Not at all."):
        last = reply(actor=actor, thread_id=first.thread_id, source=text)
    remove_post(actor=actor, post_id=last.id)
    return Thread.objects.get(pk=first.thread_id)


def level_of(what: str, look) -> list[str]:
    return [finding.level for finding in look() if finding.what == what]


def test_a_sound_instance_has_nothing_bad_but_what_tests_ask_for(tertulia, thread: Thread) -> None:
    bad = [finding for finding in findings() if finding.level == BAD]
    # The tests' own PostgreSQL does not wait for the disk, and the check sees it.
    hasty = connection.vendor == "postgresql"
    assert [finding.what for finding in bad] == (["durability"] if hasty else [])


def test_sqlite_confirms_only_what_is_on_disk() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL the fault tests start a durable server")
    assert level_of("durability", database._durability) == [OK]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            assert level_of("durability", database._durability) == [BAD]
        finally:
            cursor.execute("PRAGMA synchronous=FULL")


def test_the_actions_keep_counts_right(thread: Thread) -> None:
    assert (thread.post_count, thread.last_number, thread.next_number) == (2, 3, 4)
    assert wrong_counts() == {}


def test_repair_counts_anew_and_says_what_it_changed(tertulia, thread: Thread) -> None:
    right = Thread.objects.values().get(pk=thread.pk)
    right_place = Community.objects.values().get(pk=thread.community_id)
    wrong = {"post_count": 9, "last_number": 1, "next_number": 2}
    Thread.objects.filter(pk=thread.pk).update(**wrong, last_post_at=thread.created_at)
    Community.objects.update(member_count=7, thread_count=0, last_post_at=None)
    assert level_of("counts", database._counts) == [WARN]
    said = tertulia("check", "--repair")
    assert said.exit_code == 0, said.stderr
    assert len(said.stdout.splitlines()) == 7
    mended = Thread.objects.values().get(pk=thread.pk)
    mended_place = Community.objects.values().get(pk=thread.community_id)
    assert mended.pop("version") > right.pop("version")
    assert mended_place.pop("version") > right_place.pop("version")
    assert (mended, mended_place) == (right, right_place)
    assert "All counts were right" in tertulia("check", "--repair").stdout


def test_a_number_that_was_given_away_is_not_taken_back(thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(next_number=50)
    assert repair_counts() == {}


def test_repair_fills_the_search_index(tertulia, thread: Thread) -> None:
    Post.objects.filter(thread=thread, number=2).update(text="changed behind its back")
    assert level_of("search", work._index) == [WARN]
    assert "search index: mended in 1 rows" in tertulia("check", "--repair").stdout
    assert level_of("search", work._index) == [OK]


@pytest.mark.parametrize(
    ("setting", "value", "look", "what"),
    [
        ("SECRET_KEY", "short", configuration._secret_key, "secret key"),
        ("BASE_URL", "tertulia", configuration._address, "address"),
        ("LANGUAGE_CODE", "xx", configuration._language, "language"),
    ],
)
def test_it_sees_a_wrong_setting(setting: str, value: str, look, what: str) -> None:
    assert BAD not in level_of(what, look)
    with override_settings(**{setting: value}):
        assert level_of(what, look) == [BAD]


def test_json_says_the_same_as_the_lines(tertulia) -> None:
    said = json.loads(tertulia("check", "--json").stdout)
    lines = tertulia("check").stdout
    assert {finding["level"] for finding in said["findings"]} <= {OK, WARN, BAD}
    for finding in said["findings"]:
        assert finding["said"] in lines or finding["what"] == "disk space"
        assert finding["mend"] or finding["level"] == OK


def test_the_settings_are_listed_and_secrets_are_not(tertulia, monkeypatch) -> None:
    monkeypatch.setenv("TERTULIA_SECRET_KEY", "this must not be shown to anybody")
    shown = tertulia("check", "--settings")
    assert shown.exit_code == 0
    for name, field in Environment.model_fields.items():
        assert f"TERTULIA_{name.upper()} " in shown.stdout
        assert field.description in shown.stdout
    assert "shown to anybody" not in shown.stdout
