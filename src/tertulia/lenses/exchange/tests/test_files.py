"""Files go along with an export, and come back with an import."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tertulia.core.activity.actors import ANONYMOUS, system
from tertulia.core.communities.actions import found_community
from tertulia.core.threads.actions import keep_file, start_thread
from tertulia.core.threads.models import Attachment, File, Post
from tertulia.core.threads.queries.files import file_for
from tertulia.kit.limits import forget_spending
from tertulia.kit.media.storing import path_of
from tertulia.lenses.exchange.exporting import export_community, export_person
from tertulia.lenses.exchange.formats import run_import
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(settings, tmp_path: Path) -> Path:
    """The folder of an export: a thread whose post carries a picture and a paper."""
    forget_spending()
    settings.DATA_DIR = tmp_path / "data"
    ana = somebody("Ana")
    plaza = place("plaza", coordinator=ana)
    out = BytesIO()
    Image.linear_gradient("L").resize((900, 300)).save(out, "PNG")
    cat = keep_file(actor=acting(ana), file=out, name="cat.png")
    paper = keep_file(actor=acting(ana), file=BytesIO(b"words"), name="a paper.txt")
    words = f"![A cat]({cat.address}) and [it]({paper.address}), not /files/999/x"
    wish = {"community": plaza, "kind": "discussion", "title": "Title"}
    start_thread(actor=acting(ana), source=words, **wish)
    target = tmp_path / "out"
    target.mkdir()
    export_community(acting(ana), plaza, str(target))
    export_person(acting(ana), ana, str(target / "mine.jsonl"))
    return target


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_bytes_lie_beside_the_rows(exported: Path) -> None:
    for name in ("community.jsonl", "mine.jsonl"):
        (post,) = (row for row in rows(exported / name) if row["kind"] == "discussion")
        assert [file["name"] for file in post["files"]] == ["cat.png", "a paper.txt"]
        for file in post["files"]:
            there = exported / file["path"]
            assert there.stat().st_size == file["size"]
            assert there.stat().st_mode & 0o077 == 0
    assert len(list((exported / "files").iterdir())) == 2


def test_they_come_back_under_numbers_of_their_own(exported: Path) -> None:
    found_community(actor=system("command"), slug="other", name="Other", visibility="secret")
    before = set(File.objects.values_list("pk", flat=True))
    for _again in range(2):
        report = run_import("jsonl", str(exported / "community.jsonl"), "other", source="there")
        assert not report.broken
    post = Post.objects.get(thread__community__slug="other")
    new = list(File.objects.exclude(pk__in=before).order_by("pk"))
    assert [file.name for file in new] == ["cat.png", "a paper.txt"]
    assert f"![A cat](/files/{new[0].pk}/cat.png)" in post.source
    assert "not /files/999/x" in post.source
    assert "<img" in post.html
    assert set(Attachment.objects.filter(post=post).values_list("file", flat=True)) == {
        file.pk for file in new
    }
    assert path_of(new[1].digest).read_bytes() == b"words"
    assert new[0].owner_id == post.author_id
    assert file_for(ANONYMOUS, new[0].pk) is None


@pytest.mark.parametrize("path", ["../../secret", "/etc/hostname", "files/none", "files", "\x00"])
def test_a_row_reaches_nothing_else_on_the_disk(exported: Path, path: str) -> None:
    (exported.parent.parent / "secret").write_text("secret")
    found_community(actor=system("command"), slug="other", name="Other")
    row = {
        "kind": "topic", "id": "1", "author": "x", "created": "2020-01-01", "title": "T",
        "text": "[a](/files/7/a)", "files": [{"id": "7", "name": "a", "path": path}],
    }  # fmt: skip
    (exported / "evil.jsonl").write_text(json.dumps(row))
    before = File.objects.count()
    run_import("jsonl", str(exported / "evil.jsonl"), "other", source="there")
    assert Post.objects.get(thread__community__slug="other").source == "[a](/files/7/a)"
    assert File.objects.count() == before


def test_a_number_in_a_row_opens_nothing_of_ours(exported: Path) -> None:
    found_community(actor=system("command"), slug="other", name="Other")
    ours = File.objects.order_by("pk")[0]
    row = {
        "kind": "topic", "id": "1", "author": "x", "created": "2020-01-01", "title": "T",
        "text": f"![a]({ours.address})",
    }  # fmt: skip
    (exported / "evil.jsonl").write_text(json.dumps(row))
    run_import("jsonl", str(exported / "evil.jsonl"), "other", source="there")
    post = Post.objects.get(thread__community__slug="other")
    assert "<img" not in post.html
    assert not Attachment.objects.filter(post=post).exists()
