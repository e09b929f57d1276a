"""Files at the doors of pages and of the API: brought, read in parts, kept from others."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tertulia.core.threads.actions import keep_file, reply, start_thread
from tertulia.core.threads.models import Attachment, Draft, File, Post, Thread
from tertulia.kit.limits import forget_spending
from tests.programs import Program, acting, assert_problem, place, somebody

pytestmark = pytest.mark.django_db
CONTENT = b"".join(b"line %d\n" % number for number in range(60_000))
_TOKEN = re.compile("[A-Za-z0-9]{64}")


class Desk:
    """Ana at her browser, in a community that she coordinates; Eve beside her, who is no member."""

    def __init__(self) -> None:
        forget_spending()
        self.ana, self.eve = somebody("Ana"), somebody("Eve")
        self.plaza = place("plaza", coordinator=self.ana)
        self.secret = place("cellar", coordinator=self.ana, visibility="secret")
        self.first = self.start("Hello.")
        self.browser, self.other, self.nobody = Client(), Client(), Client()
        self.browser.force_login(self.ana)
        self.other.force_login(self.eve)

    def start(self, source: str, where=None) -> Post:
        wish = {"community": where or self.plaza, "kind": "discussion", "title": "Title"}
        return start_thread(actor=acting(self.ana), source=source, **wish)

    def bring(self, content: bytes = CONTENT, name: str = "notes.txt") -> File:
        return keep_file(actor=acting(self.ana), file=BytesIO(content), name=name)


@pytest.fixture
def desk(db, settings, tmp_path: Path) -> Desk:
    settings.DATA_DIR = tmp_path
    return Desk()


def given(content: bytes = b"words", name: str = "notes.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture() -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((900, 300)).save(out, "PNG")
    return out.getvalue()


def everything(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


WAYS = [
    {},
    {"HTTP_RANGE": "bytes=0-9"},
    {"HTTP_RANGE": "bytes=-1"},
    {"HTTP_IF_NONE_MATCH": "*"},
    {"HTTP_IF_RANGE": '"x"', "HTTP_RANGE": "bytes=0-9"},
]


def test_no_way_of_asking_opens_a_file_to_others(desk) -> None:
    file = desk.bring()
    tag = desk.browser.get(file.address)["ETag"]
    for hidden in ("draft", "secret", "removed"):
        if hidden == "secret":
            post = desk.start(f"[n]({file.address})", desk.secret)
        elif hidden == "removed":
            Attachment.objects.all().delete()
            post = desk.start(f"[n]({file.address})")
            Post.objects.filter(pk=post.pk).update(is_removed=True)
        for client in (desk.other, desk.nobody):
            for way in (*WAYS, {"HTTP_IF_NONE_MATCH": tag}):
                for address in (file.address, f"{file.address}?w=320", f"/files/{file.pk}/x"):
                    answer = client.get(address, **way)
                    assert answer.status_code == 404, (hidden, way)
                    assert not answer.has_header("ETag")
                    assert "Content-Range" not in answer
                    assert client.head(address, **way).status_code == 404
        assert Program(desk.eve).get(f"/files/{file.pk}").status_code == 404
        assert Program(desk.eve).get(f"/files/{file.pk}/content").status_code == 404
        assert Program().get(f"/files/{file.pk}/content").status_code == 404


def test_absent_and_hidden_look_alike(desk) -> None:
    file = desk.bring()
    hidden, absent = (desk.other.get(f"/files/{n}/a.txt") for n in (file.pk, 10**9))
    told, said = (_TOKEN.sub("", answer.content.decode()) for answer in (hidden, absent))
    assert told == said
    assert dict(hidden.items()) == dict(absent.items())


def test_moved_to_a_secret_place_a_cached_copy_is_refused(desk) -> None:
    file = desk.bring()
    post = desk.start(f"[n]({file.address})")
    first = desk.nobody.get(file.address)
    assert everything(first) == CONTENT
    assert first["Cache-Control"] == "public, no-cache"
    held = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert desk.nobody.get(file.address, **held).status_code == 304
    Thread.objects.filter(pk=post.thread_id).update(community=desk.secret)
    assert desk.nobody.get(file.address, **held).status_code == 404
    assert desk.other.get(file.address, **held).status_code == 404
    mine = desk.browser.get(file.address)
    assert mine["Cache-Control"] == "private, no-cache"


def test_a_part_of_it(desk) -> None:
    file = desk.bring()
    desk.start(f"[n]({file.address})")
    answer = desk.nobody.get(file.address, HTTP_RANGE="bytes=100-399999")
    assert answer.status_code == 206
    assert everything(answer) == CONTENT[100:400_000]
    assert answer["Content-Range"] == f"bytes 100-399999/{len(CONTENT)}"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    head = desk.nobody.head(file.address)
    assert head["Content-Length"] == str(len(CONTENT))


def test_a_picture_comes_as_wide_as_asked(desk) -> None:
    file = desk.bring(picture(), "wide.png")
    for asked, width in (("320", 320), ("321", 800), ("", 900), ("99999", 900), ("-1", 900)):
        answer = desk.browser.get(f"{file.address}?w={asked}")
        assert Image.open(BytesIO(everything(answer))).width == width


def test_a_script_brings_a_file_and_gets_what_to_write(desk) -> None:
    wish = {"file": given(picture(), "A [cat].png"), "draft": "thread-1"}
    answer = desk.browser.post("/files", wish, headers={"Accept": "application/json"})
    assert answer.status_code == 201
    told = answer.json()
    assert told["markdown"] == rf"![A \[cat\].png](/files/{told['id']}/A--cat-.png)"
    assert desk.browser.get(told["small"])["Content-Type"] == "image/webp"
    assert desk.browser.delete(told["address"]).status_code == 204
    assert desk.browser.get(told["address"]).status_code == 404


@pytest.mark.parametrize(
    ("wish", "status", "sentence"),
    [
        ({"file": given(b"<svg/>", "a.png")}, 422, "SVG"),
        ({"file": given(b"")}, 422, "No file arrived|empty"),
        ({"file": "no file"}, 422, "No file arrived"),
        ({}, 422, "No file arrived"),
    ],
)
def test_a_script_is_told_why_not(desk, wish, status: int, sentence: str) -> None:
    answer = desk.browser.post("/files", wish, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert any(part in answer.json()["detail"] for part in sentence.split("|"))
    assert not File.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\nnonsense",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!!\r\n--x--\r\n",
    ],
)
def test_a_broken_form_is_refused_with_a_sentence(desk, body: bytes) -> None:
    for form in (
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "multipart/form-data; boundary=\xe9",
    ):
        answer = desk.browser.generic(
            "POST", "/files", body, form, headers={"Accept": "application/json"}
        )
        assert answer.status_code in (400, 422, 201)
        if answer.status_code != 201:
            assert answer.json()["detail"]


def test_nobody_in_particular_brings_nothing(desk) -> None:
    answer = desk.nobody.post("/files", {"file": given()}, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert not File.objects.exists()


def test_without_scripts_a_form_brings_a_file_and_keeps_its_words(desk) -> None:
    page = f"/t/{desk.first.thread_id}/title"
    wish = {
        "file": [given(), given(b"two", "b.txt")],
        "source": "My words",
        "draft": f"thread-{desk.first.thread_id}",
    }
    answer = desk.browser.post(
        "/files", wish, headers={"Referer": f"http://testserver{page}?post=1"}
    )
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"http://testserver{page}?post=1#reply",
    )
    ids = list(File.objects.order_by("pk").values_list("pk", flat=True))
    words = Draft.objects.get().source
    assert (
        words
        == f"My words\n\n[notes.txt](/files/{ids[0]}/notes.txt)\n\n[b.txt](/files/{ids[1]}/b.txt)\n"
    )
    shown = desk.browser.get(page, follow=True).content.decode()
    assert "[b.txt]" in shown
    wish = {"source": words, "draft": wish["draft"]}
    desk.browser.post(f"/files/{ids[0]}/remove", wish, headers={"Referer": "https://evil.example/"})
    assert Draft.objects.get().source == f"My words\n\n[b.txt](/files/{ids[1]}/b.txt)\n"
    assert list(File.objects.values_list("pk", flat=True)) == ids[1:]


def test_without_scripts_a_reply_takes_its_files_along(desk) -> None:
    wish = {"file": given(picture(), "cat.png"), "source": "Look:"}
    answer = desk.browser.post(f"/t/{desk.first.thread_id}/reply", wish)
    assert answer.status_code == 302
    post = Post.objects.get(number=2)
    assert post.source == f"Look:\n\n![cat.png](/files/{File.objects.get().pk}/cat.png)\n"
    assert "<img" in post.html
    assert Attachment.objects.get().post_id == post.pk


def test_a_reply_whose_file_is_refused_keeps_its_words(desk) -> None:
    wish = {"file": given(b"<svg/>", "a.svg"), "source": "My words"}
    answer = desk.browser.post(f"/t/{desk.first.thread_id}/reply", wish)
    assert answer.status_code == 422
    assert "My words" in answer.content.decode()
    assert "a.svg: SVG drawings can carry scripts" in answer.content.decode()
    answer = desk.browser.post("/c/plaza/new", {**wish, "title": "T", "kind": "discussion"})
    assert answer.status_code == 422
    assert "My words" in answer.content.decode()
    assert Post.objects.count() == 1


def test_a_program_brings_reads_and_lets_go(desk) -> None:
    program = Program(desk.ana)
    path = "/api/v1/files"
    answer = program.client.post(path, {"file": given(), "draft": "d"}, headers=program.head)
    assert answer.status_code == 201
    told = answer.json()
    again = program.client.post(
        path, {"file": given(), "draft": "d"}, headers={**program.head, "Idempotency-Key": "k"}
    )
    assert again.json()["id"] == told["id"]
    assert program.get(f"/files/{told['id']}").json() == told
    assert program.get(f"/files/{told['id']}/content").content == b"words"
    post = program.post(f"/threads/{desk.first.thread_id}/posts", {"body": told["markdown"]}).json()
    assert post["attachments"] == [told]
    assert program.get(f"/posts/{post['id']}").json()["attachments"] == [told]
    assert_problem(program.delete(f"/files/{told['id']}"), 422)
    assert_problem(Program(desk.eve).delete(f"/files/{told['id']}"), 404)
    assert program.client.post(path, {}, headers=program.head).status_code == 422
    refused = program.client.post(path, {"file": given(b"<svg/>")}, headers=program.head)
    assert "SVG" in str(assert_problem(refused, 422, "file")["errors"])
    assert_problem(program.client.post(path, {"file": given()}), 401)


def test_a_quoted_picture_is_not_opened_by_the_quote(desk) -> None:
    file = desk.bring(picture(), "cat.png")
    desk.start(f"![c]({file.address})", desk.secret)
    quote = reply(
        actor=acting(desk.eve), thread_id=desk.first.thread_id, source=f"![c]({file.address})"
    )
    assert "<img" not in quote.html
    assert desk.other.get(file.address).status_code == 404
