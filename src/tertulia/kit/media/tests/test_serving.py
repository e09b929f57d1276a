"""Bytes as they go out: whole, in parts, not again where they are held; never as a page."""

from io import BytesIO

import pytest
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from tertulia.kit.media.serving import send_kept
from tertulia.kit.media.storing import keep

CONTENT = bytes(range(256)) * 4000  # more than goes out in one piece


def get(content: bytes = CONTENT, **how: str) -> HttpResponseBase:
    kind = how.pop("content_type", "video/mp4")
    name = how.pop("name", "talk.mp4")
    public = how.pop("is_public", "") == "yes"
    request = RequestFactory().get("/files/1/talk.mp4", **how)
    kept = keep(BytesIO(content))
    return send_kept(request, kept.digest, content_type=kind, name=name, is_public=public)


def test_the_whole_goes_out_in_pieces() -> None:
    response = get()
    pieces = list(response)
    assert b"".join(pieces) == CONTENT
    assert max(map(len, pieces)) < len(CONTENT)
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=1023990-", 1_023_990, 1_023_999),
        ("bytes=-5", 1_023_995, 1_023_999),
        ("bytes=5-99999999999", 5, 1_023_999),
        ("bytes=-99999999", 0, 1_023_999),
        ("bytes=100-900000", 100, 900_000),
    ],
)
def test_a_part_goes_out_alone(asked: str, first: int, last: int) -> None:
    response = get(HTTP_RANGE=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert b"".join(response) == CONTENT[first : last + 1]
    assert response["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=1024000-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(asked: str) -> None:
    response = get(HTTP_RANGE=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=x"])
def test_what_makes_no_sense_gets_the_whole(asked: str) -> None:
    assert get(HTTP_RANGE=asked).status_code == 200


def test_a_part_of_another_content_is_not_mixed_in() -> None:
    assert get(HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE='"other"').status_code == 200
    tag = get()["ETag"]
    assert get(HTTP_RANGE="bytes=0-3", HTTP_IF_RANGE=tag).status_code == 206


def test_what_is_held_is_not_sent_again() -> None:
    tag = get()["ETag"]
    for held in (tag, f'"x", W/{tag}', "*"):
        again = get(HTTP_IF_NONE_MATCH=held)
        assert again.status_code == 304
        assert again.content == b""
    assert get(HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_caches_come_back_each_time() -> None:
    assert get()["Cache-Control"] == "private, no-cache"
    assert get(is_public="yes")["Cache-Control"] == "public, no-cache"
    assert get()["Vary"] == "Cookie, Authorization"


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("image/png", "inline"),
        ("text/plain", "inline"),
        ("application/pdf", "attachment"),
        ("application/zip", "attachment"),
        ("text/html", "attachment"),
        ("image/svg+xml", "attachment"),
        ("nobody/knows", "attachment"),
    ],
)
def test_only_what_browsers_show_safely_is_shown(kind: str, how: str) -> None:
    response = get(b"x", content_type=kind, name='a "b"\r\nX: ä.png')
    said = response["Content-Disposition"]
    assert said.startswith(f'{how}; filename="a _b___X: _.png";')
    assert said.endswith("a%20%22b%22%0D%0AX%3A%20%C3%A4.png")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
