"""Dumps that are damaged, made to harm, or not dumps: a clear sentence, and nothing lost."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tertulia.core.communities.models import Community
from tertulia.core.people.models import ForeignIdentity
from tertulia.core.threads.models import ForeignRecord, Post, Thread
from tertulia.kit.web.refusals import Refused
from tertulia.lenses.exchange.formats import run_import
from tertulia.lenses.exchange.stackexchange.tests.conftest import (
    AT,
    Bring,
    answer,
    person,
    question,
    write_dump,
    xml,
)

pytestmark = pytest.mark.django_db
LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE posts [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<posts><row Id="1" PostTypeId="1" Body="&d;" /></posts>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE posts [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<posts><row Id="1" PostTypeId="1" Body="&x;" /></posts>"""


def sources() -> set[str]:
    return set(Post.objects.values_list("source", flat=True))


def test_one_that_breaks_off_brings_in_what_is_whole_and_the_rest_when_it_is_mended(
    bring: Bring,
) -> None:
    whole = xml("Posts", [question(1), answer(2, 1), question(3), answer(4, 3)])
    report = bring(Posts=whole[: whole.index('Id="4"') + 20], Users=[person(7, "Ana")])
    assert report.broken.startswith("Posts.xml is damaged or breaks off:")
    assert sources() == {"<p>Words 1</p>", "<p>Words 2</p>", "<p>Words 3</p>"}
    report = bring(Posts=whole)
    assert not report.broken
    assert (report.kinds["answer"].added, report.kinds["question"].known) == (1, 2)
    assert sources() == {f"<p>Words {n}</p>" for n in range(1, 5)}


@pytest.mark.parametrize("name", ["Votes", "PostHistory", "Tags"])
def test_what_belongs_to_posts_has_to_be_whole_before_any_comes(bring: Bring, name: str) -> None:
    broken = xml(name, [{"Id": 1, "PostId": 1}])[:-12]
    with pytest.raises(Refused, match=f"{name}.xml is damaged .* Nothing was brought in"):
        bring(Posts=[question(1)], **{name: broken})
    assert not Post.objects.exists()
    assert not ForeignIdentity.objects.exists()


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_entities_are_not_read(bring: Bring, declared: str) -> None:
    with pytest.raises(Refused, match="Posts.xml declares a document type"):
        bring(Posts=declared)
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"<html><body>Not found</body></html>",
        b"Id,Title\n1,Why\n",
        b'<?xml version="1.0" encoding="klingon"?><posts></posts>',
        xml("Users", [person(1, "Ana")]),
    ],
    ids=["empty", "noise", "page", "csv", "encoding", "other"],
)
def test_what_is_no_dump_is_said_to_be_none(bring: Bring, content: bytes | str) -> None:
    with pytest.raises(Refused, match="Posts.xml is not what a dump of Stack Exchange has"):
        bring(Posts=content)


def test_bytes_that_are_no_utf8_break_off_where_they_stand(bring: Bring) -> None:
    row = '<row Id="1" PostTypeId="1" CreationDate="2012-05-01T10:00:00" Title="t" Body="{}" />'
    words = "<posts>" + row.format("caf\u00e9") + "</posts>"
    report = bring(Posts=words.encode("latin-1"))
    assert "Posts.xml is damaged" in report.broken
    assert not Post.objects.exists()
    assert not bring(Posts=words.encode("utf-16")).broken
    assert sources() == {"caf\u00e9"}


def test_files_that_are_missing_are_named(bring: Bring) -> None:
    report = bring(Posts=[question(1)])
    assert {why.partition(" ")[0] for why in report.noted} == {
        f"{name}.xml" for name in ("Tags", "Comments", "Votes", "PostHistory", "PostLinks", "Users")
    }
    assert Thread.objects.get().title == "Question 1?"
    named = ForeignIdentity.objects.get().person
    assert named.name


def test_the_second_of_an_id_is_not_taken_for_the_first(bring: Bring) -> None:
    report = bring(Posts=[question(1), question(1, Body="Other"), answer(2, 1), answer(2, 1)])
    assert sources() == {"<p>Words 1</p>", "<p>Words 2</p>"}
    assert report.noted["rows with the id of one above in Posts.xml"].count == 2


def test_posts_without_an_owner_keep_the_name_that_is_left(bring: Bring) -> None:
    gone, nobody = question(1, OwnerDisplayName="user84"), question(2)
    for row in (gone, nobody):
        del row["OwnerUserId"]
    bring(Posts=[gone, nobody, answer(3, 1, OwnerUserId=-1)], Users=[person(-1, "Community")])
    found = Post.objects.order_by("thread", "number").values_list("alias", "author__name")
    assert list(found) == [("user84", None), ("", "Community"), ("", None)]


def test_rows_that_cannot_stand_are_counted_and_the_others_come(bring: Bring) -> None:
    report = bring(
        Posts=[
            {"PostTypeId": 1, "Body": "no id"},
            question(1, CreationDate="yesterday"),
            question(2, Id="many"),
            question(3),
            answer(4, 99),
        ],
        Comments=[
            {"Id": 5, "PostId": 3, "Text": "Yes.", "CreationDate": AT, "UserId": 7},
            {"Id": 6, "PostId": 98, "Text": "No.", "CreationDate": AT},
        ],
        Votes=[{"Id": 1, "PostId": 97, "VoteTypeId": 2, "CreationDate": AT}],
    )
    assert sources() == {"<p>Words 3</p>", "Yes."}
    assert report.noted["rows without a number in Posts.xml"].count == 2
    assert report.noted["votes on posts that are not in the dump"].count == 1
    left = {why: reason.count for why, reason in report.left_out.items()}
    assert left == {
        "the field “created” is missing or is not what it should be": 1,
        "its thread is neither in the file nor here": 2,
    }


def test_words_that_would_harm_are_kept_and_not_shown(bring: Bring) -> None:
    body = "<p>Hi<script>alert(1)</script><img src=x onerror=alert(1)></p>"
    bring(Posts=[question(1, Body=body, Title="<script>alert(1)</script>")])
    post = Post.objects.get()
    assert post.source == body
    assert "script" not in post.html
    assert "onerror" not in post.html


def test_where_there_is_no_dump_it_is_said(community: Community, tmp_path: Path) -> None:
    def refused(path: Path) -> str:
        with pytest.raises(Refused) as refusal:
            run_import("stackexchange", str(path), community.slug)
        return str(refusal.value)

    assert "cannot be read" in refused(tmp_path / "nowhere")
    assert "There is no Posts.xml" in refused(tmp_path)
    (tmp_path / "one.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + b"0" * 40)
    assert "7z x" in refused(tmp_path / "one.7z")
    (tmp_path / "one.tar").write_bytes(b"no archive")
    assert "cannot be unpacked" in refused(tmp_path / "one.tar")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_dump(tmp_path / name, Posts=[question(1)])
    assert "several dumps (a, b)" in refused(tmp_path)


def test_archives_are_read_and_lead_nowhere_else(community: Community, tmp_path: Path) -> None:
    posts = xml("Posts", [question(1)]).encode()
    with zipfile.ZipFile(tmp_path / "dump.zip", "w") as packed:
        packed.writestr("../../Users.xml", xml("Users", [person(7, "Ana")]))
        packed.writestr("Posts.xml", posts)
    report = run_import("stackexchange", str(tmp_path / "dump.zip"), community.slug)
    assert report.kinds["question"].added == 1
    assert not (tmp_path.parent / "Users.xml").exists()
    with tarfile.open(tmp_path / "dump.tar.gz", "w:gz") as tar:
        link = tarfile.TarInfo("data/Users.xml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        member = tarfile.TarInfo("data/Posts.xml")
        member.size = len(posts)
        tar.addfile(member, io.BytesIO(posts))
    report = run_import("stackexchange", str(tmp_path / "dump.tar.gz"), community.slug)
    assert report.kinds["question"].known == 1
    assert "Users.xml is not in the folder: what it says is missing" in report.noted
    assert ForeignRecord.objects.filter(kind="question").count() == 1
