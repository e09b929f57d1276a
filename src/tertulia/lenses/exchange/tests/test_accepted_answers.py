"""Questions of elsewhere come in with the answers that were accepted there."""

import gzip
import json
from collections import Counter
from pathlib import Path

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community
from tertulia.core.people.models import ForeignIdentity
from tertulia.core.threads.models import Acceptance, ForeignRecord, Post, Thread
from tertulia.lenses.exchange.exporting import export_community
from tertulia.lenses.exchange.formats import run_import
from tests.programs import SYSTEM, place

ROWS = [
    {"kind": "question", "id": "1", "author": "7", "title": "Why?", "accepted_answer": "3"},
    {"kind": "answer", "id": "2", "thread": "1", "author": "8", "text": "So."},
    {"kind": "answer", "id": "3", "thread": "1", "author": "9", "text": "Thus."},
    {"kind": "question", "id": "4", "author": "7", "title": "When?", "accepted_answer": "99"},
    {"kind": "discussion", "id": "5", "author": "7", "title": "Well", "accepted_answer": "6"},
    {"kind": "answer", "id": "6", "thread": "5", "author": "8", "text": "Well."},
    {
        "kind": "question",
        "id": "7",
        "author": "7",
        "title": "Who?",
        "accepted_answer": 8,
        "accepted_by": "9",
        "accepted_at": "2015-01-01T00:00:00",
    },
    {"kind": "answer", "id": "8", "thread": "7", "author": "9", "text": "He."},
]


def write(path: Path, rows: list[dict]) -> str:
    told = [{"created": "2014-01-21T20:26:05.383", "text": "Words.", **row} for row in rows]
    path.write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    return str(path)


def answers(title: str) -> list[str]:
    threads = Thread.objects.filter(title=title).values("answer_post")
    return list(Post.objects.filter(pk__in=threads).values_list("source", flat=True))


def test_an_accepted_answer_is_accepted_here(community: Community, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", ROWS)
    for _twice in range(2):
        run_import("jsonl", path, community.slug, source="there")
    assert [answers(title) for title in ("Why?", "When?", "Well", "Who?")] == [
        *(["Thus."], [], [], ["He."]),
    ]
    people = dict(ForeignIdentity.objects.values_list("person", "key"))
    held = Acceptance.objects.order_by("post__thread").select_related("post")
    assert [people[row.accepter_id] for row in held] == ["7", "9"]
    assert [row.accepted_at.year for row in held] == [2014, 2015]
    assert dict(Counter(Thread.objects.values_list("status", flat=True))) == {
        "answered": 2,
        "open": 2,
    }


def test_what_is_taken_out_comes_in_again(community: Community, tmp_path: Path) -> None:
    run_import("jsonl", write(tmp_path / "rows.jsonl", ROWS), community.slug, source="there")
    export_community(SYSTEM, community, str(tmp_path / "out.jsonl"))
    other = place("other")
    run_import("jsonl", str(tmp_path / "out.jsonl"), other.slug, source="again")
    held = Acceptance.objects.filter(post__thread__community=other).select_related("accepter")
    assert sorted(row.post.source for row in held) == ["He.", "Thus."]
    names = {row.accepter.name for row in Acceptance.objects.all()}
    assert len(names) == 2


def test_a_true_community_of_questions_comes_in_whole(
    community: Community, shared_data: Path
) -> None:
    path = shared_data / "qa" / "se_beer.jsonl.gz"
    with gzip.open(path) as lines:
        rows = [row for row in map(json.loads, lines) if row["kind"] in ("question", "answer")]
    report = run_import("jsonl", str(path), community.slug, source="beer")
    assert report.kinds["question"].added == 663
    assert report.kinds["answer"].added == 1572
    assert report.led == {"beer.stackexchange.com": 40, "alcohol.stackexchange.com": 6}
    assert Thread.objects.filter(kind="question").count() == 663
    assert Thread.objects.filter(status="answered").count() == 410
    stored = dict(
        ForeignRecord.objects.filter(post__isnull=False).values_list("key", "post__source")
    )
    assert stored == {row["id"]: row["html"] for row in rows}
    wanted = {row["id"]: row["accepted_answer"] for row in rows if row.get("accepted_answer")}
    keys = dict(ForeignRecord.objects.filter(post__isnull=False).values_list("post", "key"))
    found = ForeignRecord.objects.filter(kind="thread", thread__answer_post__isnull=False)
    given = {key: keys[post] for key, post in found.values_list("key", "thread__answer_post")}
    assert given == wanted
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert verbs <= {"community.founded", "thread.imported"}
