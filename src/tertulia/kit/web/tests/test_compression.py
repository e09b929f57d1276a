"""A body is compressed when the client wants it and it is worth it, and says so."""

import gzip

import pytest
from django.http import HttpResponse

from tertulia.kit.web.compression import accepts_gzip, encoded_body
from tertulia.kit.web.tests import pages
from tertulia.kit.web.tests.asking import ask

TEXT = "bread and butter " * 100


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (b"gzip", True),
        (b"GZip, br", True),
        (b"deflate, gzip;q=0.5", True),
        (b"gzip;q=0", False),
        (b"gzip; q=0.000", False),
        (b"*", True),
        (b"*;q=0", False),
        (b"*;q=0.5, gzip;q=0", False),
        (b"identity, gzip;q=0.5", False),
        (b"identity;q=0.5, gzip", True),
        (b"br", False),
        (b"", False),
        (b"gzip;q=x", False),
        (b"not-gzip", False),
    ],
)
def test_the_client_decides(header, wanted):
    assert accepts_gzip(header) is wanted


@pytest.mark.parametrize("path", ["/long", "/composed"])
async def test_pages_travel_packed_and_say_so(bridge, path):
    packed = await ask(bridge, path, headers=[(b"accept-encoding", b"gzip")])
    plain = await ask(bridge, path)
    assert gzip.decompress(packed.body) == plain.body
    assert pages.LONG.encode() in plain.body
    assert packed.header("content-encoding") == "gzip"
    assert packed.header("content-length") == str(len(packed.body))
    assert len(packed.body) < len(plain.body) / 4
    assert plain.header("content-encoding") is None
    for answer in (packed, plain):
        assert "Accept-Encoding" in answer.header("vary")


async def test_vary_and_etag_are_kept_in_order(bridge):
    packed = await ask(bridge, "/long", headers=[(b"accept-encoding", b"gzip")])
    assert (packed.header("vary"), packed.header("etag")) == ("Cookie, Accept-Encoding", 'W/"one"')
    assert (await ask(bridge, "/long")).header("etag") == '"one"'


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("short"),
        HttpResponse(TEXT, content_type="image/png"),
        HttpResponse(TEXT, status=206),
        HttpResponse(TEXT, headers={"Content-Encoding": "br"}),
    ],
)
def test_what_is_not_worth_it_goes_out_as_it_is(response):
    before = response.headers.get("Content-Encoding")
    assert encoded_body(response, b"gzip") == response.content
    assert response.headers.get("Content-Encoding") == before
