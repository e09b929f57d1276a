"""A true site, as its dump has it, comes in whole: equal to its files."""

import re
import tarfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from django.db.models import QuerySet

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community
from tertulia.core.people.models import ForeignIdentity, Person
from tertulia.core.threads.models import (
    Acceptance,
    Closure,
    ForeignRecord,
    Lead,
    Post,
    Revision,
    Thread,
    ThreadLink,
)
from tertulia.engage.following.models import Following
from tertulia.kit.jobs.models import Errand
from tertulia.kit.mail.models import Letter
from tertulia.lenses.exchange.formats import run_import
from tertulia.lenses.exchange.report import Report

SOURCE = "there"
ADDRESS = re.compile(
    r'href="https?://(?:french\.meta|meta\.french)\.stackexchange\.com/(?:q|a|questions)/(\d+)'
)
WORDS = ("2", "5", "8")
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def archive(shared_data: Path) -> Path:
    return shared_data / "qa" / "stackexchange-french-meta-xml.tar.xz"


@pytest.fixture(scope="module")
def files(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    folder = tmp_path_factory.mktemp("dump")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    # The files are those of the tests: nobody made them to harm.
    return {
        path.stem: [dict(row.attrib) for row in Tree.parse(path).getroot()]  # noqa: S314
        for path in folder.rglob("*.xml")
    }


def test_a_true_site_comes_in_whole_and_once(
    community: Community, archive: Path, files: dict[str, Rows]
) -> None:
    report = run_import("stackexchange", str(archive), community.slug, source=SOURCE)

    _assert_told(report, files)
    _assert_words(files)
    _assert_answers(files)
    _assert_votes_and_history(files)
    _assert_links(files)
    _assert_led(report, files)
    gone = report.left_out["one of the threads it joins is not here"].count
    assert gone == report.kinds["link"].left
    _assert_nobody_was_told()

    before = counts()
    again = run_import("stackexchange", str(archive), community.slug, source=SOURCE)
    assert not any(tally.added for tally in again.kinds.values())
    assert counts() == before


def _assert_told(report: Report, files: dict[str, Rows]) -> None:
    types = Counter(row["PostTypeId"] for row in files["Posts"])
    assert not report.broken
    added = {kind: tally.added for kind, tally in report.kinds.items()}
    assert (added["question"], added["answer"]) == (types["1"], types["2"]) == (274, 487)
    assert added["topic"] + added["reply"] == types["4"] + types["5"]
    assert added["comment"] == len(files["Comments"]) == 1305
    assert added["person"] == len(files["Users"])


def _assert_words(files: dict[str, Rows]) -> None:
    """Every word, moment and person is as the files have it."""
    stored = ForeignRecord.objects.filter(source=SOURCE, post__isnull=False)
    people = dict(ForeignIdentity.objects.values_list("person", "key"))
    columns = ("kind", "key", "post__source", "post__created_at", "post__author")
    found = {
        (kind == "comment", key): (source, f"{at:%Y-%m-%dT%H:%M:%S.%f}"[:-3], people.get(author))
        for kind, key, source, at, author in stored.values_list(*columns)
    }
    wanted = {
        (False, row["Id"]): (row["Body"], row["CreationDate"], row.get("OwnerUserId"))
        for row in files["Posts"]
    } | {
        (True, row["Id"]): (row["Text"], row["CreationDate"], row.get("UserId"))
        for row in files["Comments"]
    }
    assert found == wanted
    parents = stored.filter(kind="comment").values_list("key", "post__reply_to")
    keys = dict(stored.exclude(kind="comment").values_list("post", "key"))
    answered = {key: keys[parent] for key, parent in parents}
    assert answered == {row["Id"]: row["PostId"] for row in files["Comments"]}


def _assert_answers(files: dict[str, Rows]) -> None:
    wanted = {
        row["Id"]: row["AcceptedAnswerId"] for row in files["Posts"] if "AcceptedAnswerId" in row
    }
    keys = dict(posts().values_list("post", "key"))
    found = Thread.objects.filter(answer_post__isnull=False).values_list("pk", "answer_post")
    starters = dict(Post.objects.filter(number=1).values_list("thread", "pk"))
    assert {keys[starters[thread]]: keys[post] for thread, post in found} == wanted
    assert Acceptance.objects.count() == len(wanted) == 86
    assert Closure.objects.count() == sum("ClosedDate" in row for row in files["Posts"]) == 7


def _assert_votes_and_history(files: dict[str, Rows]) -> None:
    here = {row["Id"] for row in files["Posts"]}
    asides = dict(posts().values_list("key", "aside"))
    votes = Counter(row["PostId"] for row in files["Votes"] if row["PostId"] in here)
    assert {key: sum(aside.get("votes", {}).values()) for key, aside in asides.items()} == {
        key: votes[key] for key in here
    }
    ups = Counter(row["PostId"] for row in files["Votes"] if row["VoteTypeId"] == "2")
    assert {key: aside.get("votes", {}).get("up", 0) for key, aside in asides.items()} == {
        key: ups[key] for key in here
    }
    told = [event["id"] for aside in asides.values() for event in aside.get("history", ())]
    assert sorted(told) == sorted(row["Id"] for row in files["PostHistory"])
    worded = [row for row in files["PostHistory"] if row["PostHistoryTypeId"] in WORDS]
    assert Revision.objects.count() == len(worded) - len({row["PostId"] for row in worded}) == 1062
    edited = Counter(row["PostId"] for row in worded)
    revisions = dict(posts().values_list("key", "post__revision_count"))
    assert revisions == {key: edited[key] - 1 for key in here}


def _assert_links(files: dict[str, Rows]) -> None:
    threads = {row["Id"]: row.get("ParentId", row["Id"]) for row in files["Posts"]}
    keys = dict(
        ForeignRecord.objects.filter(kind="thread", source=SOURCE).values_list("thread", "key")
    )
    ends = ThreadLink.objects.values_list("source", "target", "relation")
    found = {(keys[source], keys[target], relation) for source, target, relation in ends}
    told = {
        (*(threads.get(row[end], "gone") for end in ("PostId", "RelatedPostId")), row["LinkTypeId"])
        for row in files["PostLinks"]
    }
    wanted = {each for each in told if "gone" not in each and each[0] != each[1]}
    asked = {(source, target) for source, target, kind in wanted if kind == "3"}
    assert {(one, other) for one, other, kind in found if kind == "asked_before"} == asked
    # Nine, of which three speak of a question that is not in the files.
    assert len(asked) == 6
    related = {frozenset(each[:2]) for each in wanted if each[2] == "1"}
    assert {frozenset(each[:2]) for each in found if each[2] == "related"} == related
    kept = [
        link["Id"]
        for aside in posts().values_list("aside", flat=True)
        for link in aside.get("links", ())
    ]
    assert sorted(kept) == sorted(
        row["Id"] for row in files["PostLinks"] if row["PostId"] in threads
    )


def _assert_led(report: Report, files: dict[str, Rows]) -> None:
    """No link leads any more to where a post stood that is here."""
    here = {row["Id"] for row in files["Posts"]}
    shown = "".join(Post.objects.values_list("html", flat=True))
    assert not {key for key in ADDRESS.findall(shown) if key in here}
    told = "".join(row["Body"] for row in files["Posts"])
    assert len([key for key in ADDRESS.findall(told) if key in here]) > 100
    assert set(report.led) == {"french.meta.stackexchange.com", "meta.french.stackexchange.com"}
    assert report.led.total() == Lead.objects.count() >= 100
    starters = {row["Id"] for row in files["Posts"] if row["PostTypeId"] == "1"}
    keys = dict(posts().values_list("post", "key"))
    for address, target in Lead.objects.values_list("address", "target"):
        named = ADDRESS.search(f'href="{address}"')
        if named and named[1] in starters and "#" not in address:
            assert keys[target] == named[1]


def _assert_nobody_was_told() -> None:
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert verbs == {"community.founded", "thread.imported", "person.changed"}
    for model in (Letter, Following, Errand):
        assert not model.objects.exists()


def posts() -> QuerySet[ForeignRecord]:
    """What became a post, but for the comments, whose ids are others'."""
    return ForeignRecord.objects.filter(post__isnull=False).exclude(kind="comment")


def counts() -> dict[str, int]:
    tables = (Person, ForeignIdentity, ForeignRecord, Thread, Post, Revision, Acceptance, Activity)
    return {model.__name__: model.objects.count() for model in tables}
