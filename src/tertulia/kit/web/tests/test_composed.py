"""A page of pieces that were deflated apart is, for every client, the same page."""

import gzip
import pickle
import zlib

from hypothesis import given
from hypothesis import strategies as st

from tertulia.kit.web.composed import ComposedResponse, Fragment, deflate, gzip_segments

texts = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(str.encode),
    st.builds(
        lambda piece, times: piece * times, st.binary(min_size=1, max_size=9), st.integers(1, 9999)
    ),
)
segments = st.lists(st.one_of(texts, texts.map(Fragment.of)), max_size=12)


def plain(pieces):
    return b"".join(piece if isinstance(piece, bytes) else piece.raw for piece in pieces)


@given(segments)
def test_any_split_unpacks_to_the_whole(pieces):
    raw = plain(pieces)
    assert ComposedResponse(pieces).content == raw
    packed = gzip_segments(pieces, raw)
    assert gzip.decompress(packed) == raw  # checks the checksum and the length
    strict = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert strict.decompress(packed) == raw
    assert strict.eof
    assert strict.unused_data == b""


@given(texts, st.integers(1, 9))
def test_deflated_pieces_stand_alone(raw, level):
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    assert engine.decompress(deflate(raw, level) + b"\x03\x00") == raw
    assert engine.eof


def test_a_kept_fragment_is_not_deflated_again(monkeypatch):
    kept = Fragment.of(b"<p>bread</p>" * 5000)
    page = ComposedResponse([b"<main>" * 20, kept, b"</main>" * 20, "é"])
    fed = []
    real = zlib.compressobj

    class Engine:
        def __init__(self, *args):
            self.engine = real(*args)

        def compress(self, raw):
            fed.append(len(raw))
            return self.engine.compress(raw)

        def flush(self, mode):
            return self.engine.flush(mode)

    monkeypatch.setattr(zlib, "compressobj", Engine)
    packed = page.gzipped(page.content)
    assert gzip.decompress(packed) == page.content
    assert sum(fed) < 300


def test_a_fragment_survives_a_cache():
    kept = pickle.loads(pickle.dumps(Fragment.of(b"bread" * 100)))
    assert gzip.decompress(gzip_segments([kept], b"bread" * 100)) == b"bread" * 100


def test_middleware_may_read_replace_and_append():
    page = ComposedResponse([b"a", Fragment.of(b"b" * 600)])
    page.write("?")
    assert page.content == b"a" + b"b" * 600 + b"?"
    page.content = page.content[:-1].upper()
    page.write("!")
    assert page.content == b"A" + b"B" * 600 + b"!"
    assert gzip.decompress(page.gzipped(page.content)) == page.content
    page.content = "é"
    assert page.content == "é".encode()
