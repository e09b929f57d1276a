import gzip
import io
import lzma
from pathlib import Path

import pytest

from tertulia.kit.web.refusals import Refused
from tertulia.lenses.exchange import lines
from tertulia.lenses.exchange.lines import Lines, lines_of

TEXT = b'\xef\xbb\xbf{"a": 1}\r\n\n   \n{"b": 2}'


def read(path: Path) -> tuple[list[tuple[int, bytes | None]], Lines]:
    with lines_of(str(path)) as found:
        return [(line.number, line.data) for line in found], found


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_lines_are_read_as_the_file_holds_them(tmp_path: Path, pack) -> None:
    path = tmp_path / "named.anything"
    path.write_bytes(pack(TEXT))
    found, stream = read(path)
    assert found == [(1, b'{"a": 1}\r\n'), (4, b'{"b": 2}')]
    assert not stream.broken


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_file_that_breaks_off_gives_what_it_has(tmp_path: Path, pack) -> None:
    whole = pack(b"".join(b'{"number": %d}\n' % n**7 for n in range(50_000)))
    path = tmp_path / "half"
    path.write_bytes(whole[: len(whole) // 2])
    found, stream = read(path)
    assert 1_000 < len(found) < 50_000
    assert stream.broken


def test_an_endless_line_is_passed_over(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 100)
    path = tmp_path / "in"
    path.write_bytes(b"a\n" + b"x" * 350 + b"\nb\n" + b"y" * 100 + b"\n" + b"z" * 250)
    assert read(path)[0] == [
        (1, b"a\n"),
        (2, None),
        (3, b"b\n"),
        (4, b"y" * 100 + b"\n"),
        (5, None),
    ]


def test_how_far_it_is_follows_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.write_bytes(b"x" * 99 + b"\n" + (b"y" * 99 + b"\n") * 9_999)
    with lines_of(str(path)) as stream:
        seen = [stream.fraction for _line in stream]
    assert seen == sorted(seen)
    assert seen[0] < 0.1
    assert seen[-1] == 1.0


def test_standard_input_is_a_file_too(monkeypatch) -> None:
    class Input:
        buffer = io.BufferedReader(io.BytesIO(gzip.compress(b"a\nb\n")))

    monkeypatch.setattr("sys.stdin", Input)
    with lines_of("-") as stream:
        assert stream.fraction is None
        assert [line.data for line in stream] == [b"a\n", b"b\n"]


def test_a_folder_is_read_where_an_export_writes(tmp_path: Path) -> None:
    (tmp_path / "community.jsonl").write_bytes(b"a\n")
    assert read(tmp_path)[0] == [(1, b"a\n")]


@pytest.mark.parametrize("text", ["{}".encode("utf-16"), b"\xfe\xff\x00{\x00}"])
def test_utf_16_is_refused_with_a_sentence(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "in"
    path.write_bytes(text)
    with pytest.raises(Refused, match="UTF-16"):
        read(path)


def test_no_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read(tmp_path / "absent")
