"""What a picture becomes, and which are not taken."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tertulia.kit.media import FileRefused, StoredImage, store_image
from tertulia.kit.media.pictures import Rendition
from tertulia.kit.media.storing import path_of
from tertulia.kit.media.tests.conftest import picture, png_that_claims


def opened(rendition: Rendition) -> Image.Image:
    return Image.open(path_of(rendition.digest))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_large_picture_is_kept_in_several_widths(form: str) -> None:
    made = store_image(picture(form, (2000, 1000)))
    assert [(r.width, r.height) for r in made.renditions] == [
        (320, 160),
        (800, 400),
        (1600, 800),
        (2000, 1000),
    ]
    for rendition in made.renditions:
        image = opened(rendition)
        assert (image.width, image.height) == (rendition.width, rendition.height)
        assert Image.MIME[image.format] == rendition.content_type
        assert path_of(rendition.digest).stat().st_size == rendition.size


def test_a_small_picture_is_not_made_larger() -> None:
    made = store_image(picture("PNG", (40, 30)))
    assert [(r.width, r.height) for r in made.renditions] == [(40, 30)]


def test_it_comes_back_from_json() -> None:
    made = store_image(picture("PNG", (900, 30)))
    assert StoredImage.from_json(made.as_json()) == made
    assert made.at_least(300).width == 320
    assert made.at_least(5000).width == 900


def test_what_a_camera_adds_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "Canary Cameras"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    given = picture("JPEG", (400, 300), exif=exif, comment=b"canary comment")
    assert b"anary" in given.getvalue()
    whole = store_image(given).whole
    assert (whole.width, whole.height) == (300, 400)
    assert b"anary" not in path_of(whole.digest).read_bytes()
    assert not dict(opened(whole).getexif())


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_no_words_or_places_stay_in_other_forms(form: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canary Cameras"
    for rendition in store_image(picture(form, (900, 300), exif=exif)).renditions:
        assert b"anary" not in path_of(rendition.digest).read_bytes()


def test_what_one_sees_through_stays_so() -> None:
    out = BytesIO()
    Image.new("RGBA", (400, 100), (200, 10, 10, 0)).save(out, "PNG")
    for rendition in store_image(out).renditions:
        assert opened(rendition).convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_each_way_to_write_colours_is_read(mode: str) -> None:
    out = BytesIO()
    form = "JPEG" if mode == "CMYK" else "PNG"
    source = Image.linear_gradient("L") if mode != "I;16" else Image.new("I;16", (256, 256), 40000)
    (source if mode == "I;16" else source.convert(mode)).save(out, form)
    assert store_image(out).whole.width == 256


def test_a_profile_picture_is_square_and_small() -> None:
    made = store_image(picture("JPEG", (3000, 2000)), widths=(64, 320), square=True, whole=False)
    assert [(r.width, r.height) for r in made.renditions] == [(64, 64), (320, 320)]


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_what_moves_goes_on_moving(moving, form: str) -> None:
    made = store_image(moving(form, 5))
    assert made.is_animated
    assert opened(made.whole).n_frames == 5


@pytest.mark.parametrize(("frames", "size"), [(400, (4, 4)), (60, (1600, 1000))])
def test_what_moves_for_too_long_is_refused(moving, frames: int, size: tuple[int, int]) -> None:
    with pytest.raises(FileRefused, match="moving picture is too long"):
        store_image(moving("GIF", frames, size))


@pytest.mark.parametrize("size", [(50_000, 50_000), (1, 2_000_000), (9_000, 9_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(FileRefused, match="too large"):
        store_image(png_that_claims(*size))


def test_a_webp_bomb_is_refused_before_it_is_unpacked() -> None:
    given = bytearray(picture("WEBP", exif=b"Exif\x00\x00MM").getvalue())
    assert given[12:16] == b"VP8X"
    given[24:30] = (16_000).to_bytes(3, "little") * 2
    with pytest.raises(FileRefused, match="too large"):
        store_image(BytesIO(given))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_cut_picture_is_refused(form: str) -> None:
    whole = picture(form, (1200, 900)).getvalue()
    with pytest.raises(FileRefused, match="broken or cut off"):
        store_image(BytesIO(whole[: len(whole) // 2]))


def test_more_bytes_than_allowed_are_refused() -> None:
    with pytest.raises(FileRefused, match="more than 1 MB"):
        store_image(BytesIO(bytes(3 << 20)), max_bytes=1 << 20)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<svg/>", "SVG"),
        (b"<html><script>alert(1)</script>", "not a picture"),
        (b"%PDF-1.7", "not a picture"),
        (b"just words", "not a picture"),
        (b"", "not a picture"),
        (b"MM\x00*" + bytes(30), "JPEG or PNG"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(30), "JPEG or PNG"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, sentence: str, files: Path) -> None:
    with pytest.raises(FileRefused, match=sentence):
        store_image(BytesIO(content))
    assert not [path for path in files.rglob("*") if path.is_file()]
