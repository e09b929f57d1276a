"""Files as people and attackers make them."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def files(settings, tmp_path: Path) -> Path:
    """An empty folder for files."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "files"


def picture(form: str, size: tuple[int, int] = (400, 300), mode: str = "RGB", **how) -> BytesIO:
    """A picture that is not of one colour, in the form `form`."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    out = BytesIO()
    image.save(out, form, **how)
    return out


def png_that_claims(width: int, height: int) -> BytesIO:
    """A small file whose header claims any size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 20), 9)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return BytesIO(b"\x89PNG\r\n\x1a\n" + data)


@pytest.fixture
def moving() -> Callable[[str, int], BytesIO]:
    """A picture with some frames."""

    def make(form: str, frames: int, size: tuple[int, int] = (60, 40)) -> BytesIO:
        images = [Image.new("RGB", size, (n * 37 % 256, n % 256, 90)) for n in range(frames)]
        out = BytesIO()
        images[0].save(out, form, save_all=True, append_images=images[1:], duration=40)
        return out

    return make
