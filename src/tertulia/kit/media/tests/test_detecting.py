"""What a file is, whatever it is called; and what is two things at once."""

import zipfile
import zlib
from io import BytesIO

import pytest

from tertulia.kit.media import FileRefused, store_image
from tertulia.kit.media.detecting import TYPES, detect
from tertulia.kit.media.suspicions import refuse_two_faced
from tertulia.kit.media.tests.conftest import picture


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\xff\xfb\x90\x64\x00", "audio/mpeg"),
        (b"%PDF-1.4", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"MZ\x90\x00\x03", "application/x-executable"),
        (b"MZ is a town in Germany, Mainz.", "text/plain"),
        ("Füße\r\n\ttab".encode(), "text/plain"),
        (b"a < b and <b>bold</b>", "text/plain"),
        (b"  <!-- hm --> <!DOCTYPE html><p>", "text/html"),
        (b"<script>alert(1)</script>", "text/html"),
        (b"\xef\xbb\xbf<html >", "text/html"),
        (b"<?xml version='1.0'?><svg>", "image/svg+xml"),
        (b"", None),
        (b"caf\xe9", None),
        (b"words, then \x00", None),
        (b"x" * 300_000 + b"\xff", None),
    ],
)
def test_content_tells(content: bytes, expected: str | None) -> None:
    found = detect(BytesIO(content))
    assert (found and found.content_type) == expected


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil")
    return out.getvalue()


@pytest.mark.parametrize("form", ["GIF", "PNG", "JPEG", "WEBP"])
def test_a_picture_with_an_archive_behind_is_refused(form: str) -> None:
    with pytest.raises(FileRefused, match="archive hidden"):
        store_image(BytesIO(picture(form).getvalue() + archive()))


def test_a_picture_with_a_page_inside_is_refused() -> None:
    with pytest.raises(FileRefused, match="web page hidden"):
        store_image(picture("JPEG", comment=b"<html><script>alert(1)</script>"))


def test_a_page_across_two_windows_is_found() -> None:
    given = picture("JPEG").getvalue()
    given += b" " * ((1 << 20) - len(given) - 4) + b"<script>alert(1)</script>"
    with pytest.raises(FileRefused, match="web page hidden"):
        store_image(BytesIO(given))


def test_a_picture_that_is_a_document_as_well_is_refused() -> None:
    with pytest.raises(FileRefused, match="document hidden"):
        store_image(picture("JPEG", comment=b"\n%PDF-1.4\n"))


PACKED = b"5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n" + zlib.compress(
    b"7 0 <</S/JavaScript/JS(app.alert(1))>>"
)


@pytest.mark.parametrize(
    "inside",
    [b"<</S /JavaScript /JS (app.alert(1))>>", b"<</S/J#61vaScript>>", b"<</S/Launch>>", PACKED],
)
def test_a_document_that_acts_is_refused(inside: bytes) -> None:
    with pytest.raises(FileRefused, match="script"):
        refuse_two_faced(BytesIO(b"%PDF-1.7\n" + inside), TYPES["application/pdf"])


def test_a_document_that_is_only_read_is_taken() -> None:
    inside = b"%PDF-1.7\n<</OpenAction[3 0 R/FitH null]/Title(JS and Launch)>>"
    refuse_two_faced(BytesIO(inside), TYPES["application/pdf"])


def test_words_about_scripts_are_words() -> None:
    refuse_two_faced(BytesIO(b"Write <script> in the head."), TYPES["text/plain"])
