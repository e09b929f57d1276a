import json
from datetime import UTC, datetime

import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Membership, Role
from tertulia.core.people.models import ForeignIdentity, Person
from tertulia.core.threads.foreign import ForeignPost
from tertulia.core.threads.kinds import Kind
from tertulia.core.threads.models import Closure, ForeignRecord, Post, Thread
from tertulia.kit.web.refusals import Refused
from tertulia.lenses.exchange import jsonl
from tertulia.lenses.exchange.fields import LeftOut
from tertulia.lenses.exchange.formats import FORMATS, run_import
from tertulia.lenses.exchange.report import Progress
from tertulia.lenses.exchange.tests.conftest import Bring, reply, topic


def test_html_wins_over_text(bring: Bring) -> None:
    bring(topic(html="<p>Which <b>wool</b>?</p>", text="Which wool?"))
    post = Post.objects.get()
    assert (post.source, post.source_format) == ("<p>Which <b>wool</b>?</p>", "html")
    assert "<b>wool</b>" in post.html
    assert ForeignRecord.objects.get(kind="topic").aside == {"text": "Which wool?"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2017-04-07T17:17:00Z", datetime(2017, 4, 7, 17, 17, tzinfo=UTC)),
        ("2017-04-07T17:17:00.383", datetime(2017, 4, 7, 17, 17, 0, 383_000, tzinfo=UTC)),
        ("2017-04-07T17:17:00+02:00", datetime(2017, 4, 7, 15, 17, tzinfo=UTC)),
        ("2017-04-07", datetime(2017, 4, 7, tzinfo=UTC)),
    ],
)
def test_times_without_a_zone_are_utc(bring: Bring, given: str, kept: datetime) -> None:
    bring(topic(created=given, edited="2018-01-01"))
    post = Post.objects.get()
    assert post.created_at == kept
    assert post.edited_at == datetime(2018, 1, 1, tzinfo=UTC)


def test_unknown_fields_are_kept_aside(bring: Bring) -> None:
    bring(topic(quotes=[{"of": 3}], score=18, accepted_answer="4", tags=["hops"], edited="soon"))
    record = ForeignRecord.objects.get(kind="topic")
    assert record.aside == {
        "quotes": [{"of": 3}], "score": 18, "accepted_answer": "4", "edited": "soon"
    }  # fmt: skip
    assert [str(t) for t in record.thread.topics.all()] == ["hops"]


def test_a_thread_is_named_by_its_row_or_by_its_thread(bring: Bring) -> None:
    bring(topic("7-1", thread="7"), reply("7-2", "7"), topic("8"), reply("9", "8"))
    assert sorted(Thread.objects.values_list("post_count", flat=True)) == [2, 2]


def test_ids_may_be_numbers_and_are_apart_by_kind(bring: Bring) -> None:
    rows = [topic(1), reply(1, 1), {**reply(1, 1), "kind": "comment"}]  # type: ignore[arg-type]
    report = bring(*rows)
    assert not report.left_out
    assert Post.objects.count() == 3


def test_who_is_not_named_is_nobody(bring: Bring) -> None:
    bring(topic(author=None), reply("2", author=7))
    assert [p.author and p.author.handle for p in Post.objects.order_by("number")] == [None, "7"]


def test_titles_fit_and_the_whole_is_kept(bring: Bring) -> None:
    long, torn = "wool " * 100, "wool\n\x07and \u202elinen"
    bring(topic("1", title=f" {long}"), topic("2", title=torn), topic("3", title=None))
    titles = list(Thread.objects.order_by("id").values_list("title", flat=True))
    assert len(titles[0]) <= 200
    assert titles[1:] == ["wool and linen", "Which wool?"]
    asides = dict(ForeignRecord.objects.filter(kind="topic").values_list("key", "aside"))
    assert asides == {"1": {"title": f" {long}"}, "2": {"title": torn}, "3": {}}


def test_topics_beyond_eight_stay_aside(bring: Bring) -> None:
    tags = [f"topic {n}" for n in range(10)]
    bring(topic(tags=tags))
    record = ForeignRecord.objects.get(kind="topic")
    assert record.thread.topics.count() == 8
    assert record.aside == {"tags": tags}


def test_people_and_memberships_come_in(bring: Bring) -> None:
    person = {"kind": "person", "id": "ana", "name": "Ana Lund", "about": "I weave."}
    member = {"kind": "membership", "id": 1, "person": "ana", "roles": ["member", "steward"]}
    report = bring(topic(), person, member)

    ana = ForeignIdentity.objects.get(key="ana").person
    assert (ana.name, ana.about, ana.is_shadow) == ("Ana Lund", "I weave.", True)
    assert Membership.objects.get().roles == Role.MEMBER | Role.STEWARD
    assert (report.kinds["person"].added, report.kinds["membership"].added) == (1, 1)
    again = bring(topic(), person, member)
    assert (again.kinds["person"].known, again.kinds["membership"].known) == (1, 1)


def test_who_was_removed_here_does_not_come_back(bring: Bring, community) -> None:
    from tertulia.core.activity.actors import system
    from tertulia.core.communities.actions import remove_member

    member = {"kind": "membership", "id": 1, "person": "ana"}
    bring(member)
    person = Person.objects.get().id
    remove_member(actor=system("command"), community=community, person=person)
    assert bring(member).kinds["membership"].known == 1
    assert not Membership.objects.exists()


def test_a_closed_thread_is_closed(bring: Bring) -> None:
    bring(topic(closed={"at": "2018-01-01", "reason": "Answered."}))
    assert Thread.objects.get().status == "closed"
    assert Closure.objects.get().reason == "Answered."


def test_the_table_says_what_was_left_out_and_why(bring: Bring) -> None:
    report = bring(
        topic(),
        {"kind": "membership", "id": 1},
        {"kind": "membership", "id": 2},
        {"kind": "poll", "id": 1},
        {"kind": "community", "id": "old"},
    )
    table = report.table()
    assert "the field “author” is missing or is not what it should be (lines 2, 3)" in table
    assert "no kind of thread is called so here (lines 4)" in table
    assert "tertulia community create (lines 5)" in table
    assert report.kinds["poll"].left == 1
    assert report.kinds["topic"].added == 1


def test_a_dry_run_changes_nothing_and_says_the_same(bring: Bring) -> None:
    person = {"kind": "person", "id": "carla", "name": "Carla"}
    rows = [reply("5"), topic(), reply("2"), reply("3", "lost"), person, b"{", topic()]
    before = Activity.objects.count()
    dry = bring(*rows, dry_run=True)
    assert not Post.objects.exists()
    assert not Person.objects.exists()
    assert Activity.objects.count() == before

    done = bring(*rows)
    assert dry.kinds == done.kinds
    assert dry.left_out == done.left_out
    assert dry.new_people == done.new_people == 3
    assert "would come in" in dry.table()
    assert bring(*rows, dry_run=True).kinds["reply"].known == 2


def test_source_and_origin_are_kept(bring: Bring) -> None:
    bring(topic(), source="old-forum", origin="https://old.example.org")
    record = ForeignRecord.objects.get(kind="thread")
    assert record.source == "old-forum"
    assert record.aside["origin"] == "https://old.example.org"
    bring(topic())
    assert Thread.objects.count() == 2


def test_progress_is_told_while_it_runs(bring: Bring, monkeypatch) -> None:
    monkeypatch.setattr("tertulia.lenses.exchange.importing._WATCH_EVERY", 0)
    seen: list[Progress] = []
    bring(*(topic(str(n)) for n in range(50)), report=seen.append)
    assert [now.rows for now in seen] == list(range(1, 51))
    assert seen[-1].fraction == 1.0


def test_forms_to_come_say_so(community) -> None:
    for name in (name for name, read in FORMATS.items() if read is None):
        with pytest.raises(Refused, match="yet"):
            run_import(name, "x", community.slug)
    with pytest.raises(Refused, match="no form"):
        run_import("papyrus", "x", community.slug)
    with pytest.raises(Refused, match="no community"):
        run_import("jsonl", "x", "nowhere")


def test_words_no_database_can_hold_are_kept_beside(bring: Bring) -> None:
    words = "nul \x00, half \ud83d, whole \U0001f600"
    bring(topic(text=words, odd={"deep": words}))
    post = Post.objects.get()
    assert post.source == "nul \ufffd, half \ufffd, whole \U0001f600"
    aside = json.loads(ForeignRecord.objects.get(kind="topic").aside["as_json"])
    assert json.loads(aside["exact_words"]) == words
    assert aside["odd"] == {"deep": words}


@pytest.mark.parametrize("answer", ["parse", "import_row"])
@pytest.mark.parametrize("where", [{"due": "May"}, {"fields": {"due": "May"}}])
def test_a_kind_reads_its_own_fields_from_the_row_or_from_an_export(
    monkeypatch: pytest.MonkeyPatch, answer: str, where: dict
) -> None:
    kind = Kind("task", "Task", "Tasks", **{answer: lambda row: {"due": row["due"]}})
    monkeypatch.setattr(jsonl, "kind_for_import", lambda word: kind)
    row = jsonl.row_of(1, topic(**where))
    assert isinstance(row, ForeignPost)
    assert row.detail == {"due": "May"}
    assert "fields" not in row.aside


def test_a_row_that_its_kind_cannot_read_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind("task", "Task", "Tasks", parse=lambda row: {"due": row["due"]})
    monkeypatch.setattr(jsonl, "kind_for_import", lambda word: kind)
    with pytest.raises(LeftOut, match="its kind cannot read it"):
        jsonl.row_of(1, topic())
