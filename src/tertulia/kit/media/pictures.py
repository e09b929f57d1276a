"""Pictures, drawn anew: upright, in the colours of screens, in a few widths, and nothing else.

What comes out holds pixels alone: no place, no camera, no comment, no second file at the end.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from tertulia.kit.media.colours import for_screens
from tertulia.kit.media.detecting import FileType, detect
from tertulia.kit.media.measuring import measure_webp
from tertulia.kit.media.refusals import FileRefused
from tertulia.kit.media.storing import keep
from tertulia.kit.media.suspicions import refuse_two_faced

MAX_BYTES = 40 << 20
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_000
MAX_FRAMES = 300
MAX_FRAME_PIXELS = 80_000_000  # of all frames together
WIDTHS = (320, 800, 1600)
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
_IN_MEMORY = 8 << 20
# A picture of 50 million pixels needs some 400 MB while it is drawn: one at a time in a process.
_drawing = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One drawing of a picture: which bytes, of which type, how large."""

    digest: str
    content_type: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture as it is kept; its renditions grow in width, and the last is the whole one."""

    renditions: tuple[Rendition, ...]
    is_animated: bool = False

    @property
    def whole(self) -> Rendition:
        """Return the largest."""
        return self.renditions[-1]

    def at_least(self, width: int) -> Rendition:
        """Return the smallest that is as wide as asked, or the largest there is."""
        return next((each for each in self.renditions if each.width >= width), self.whole)

    @property
    def digests(self) -> list[str]:
        """Return which bytes it needs."""
        return [each.digest for each in self.renditions]

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON column keeps it."""
        return {"renditions": [asdict(r) for r in self.renditions], "animated": self.is_animated}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "StoredImage":
        """Return what `as_json` was made from."""
        drawn = tuple(Rendition(**each) for each in kept["renditions"])
        return cls(drawn, kept.get("animated", False))


def store_image(
    file: IO[bytes],
    *,
    widths: Sequence[int] = WIDTHS,
    square: bool = False,
    whole: bool = True,
    max_bytes: int = MAX_BYTES,
) -> StoredImage:
    """Keep the picture in `file` on disk, drawn anew, and return its renditions.

    `square` cuts it to its middle. Without `whole` nothing wider than the last of `widths` is
    kept, and a picture that moves stands still. Raises FileRefused, with the sentence, for what is
    no picture, is too large, is broken, or is something else as well. Call it before the
    transaction that stores `as_json()`; what no row names is swept an hour later, so register
    the digests with `in_use`.
    """
    size = file.seek(0, 2)
    if size > max_bytes:
        at_most = {"megabytes": max_bytes >> 20}
        raise FileRefused(_("This picture has more than %(megabytes)d MB.") % at_most)
    kind = picture_type(detect(file))
    refuse_two_faced(file, kind)
    with _drawing, _opened(file, kind) as image:
        if whole and not square and _moves(image):
            return StoredImage((_keep(image, "WEBP", save_all=True),), is_animated=True)
        return _still(image, tuple(widths), square, whole)


def picture_type(kind: FileType | None) -> FileType:
    """Return `kind` where it is a picture that can be shown; FileRefused says why it is not."""
    if kind is not None and kind.family == "picture":
        return kind
    if kind is not None and kind.family == "drawing":
        raise FileRefused(
            _("SVG drawings can carry scripts and are not taken. Save it as PNG and send that.")
        )
    if kind is not None and kind.family == "other-picture":
        raise FileRefused(
            _("Browsers do not all show this kind of picture. Save it as JPEG or PNG.")
        )
    raise FileRefused(_("This is not a picture: it can be JPEG, PNG, GIF or WebP."))


@contextmanager
def _opened(file: IO[bytes], kind: FileType) -> Iterator[Image.Image]:
    """Open a picture of bearable size; whatever is broken in it is a refusal."""
    try:
        if kind.content_type == "image/webp":
            _check_size(*measure_webp(file))  # Pillow makes room for it before it tells
        file.seek(0)
        with Image.open(file, formats=[_FORMATS[kind.content_type]]) as image:
            _check_size(*image.size)
            yield image
    except FileRefused:
        raise
    except Image.DecompressionBombError:
        raise FileRefused(_too_large()) from None
    except MemoryError:
        raise FileRefused(_too_large()) from None
    except Exception as error:  # Pillow raises whatever its parsers stumble over
        raise FileRefused(
            _("This picture is broken or cut off. Open it, save it again and send that.")
        ) from error


def _too_large() -> Any:
    return _(
        "This picture is too large: at most %(pixels)d million pixels, %(side)d on a side."
    ) % {
        "pixels": MAX_PIXELS // 1_000_000,
        "side": MAX_SIDE,
    }


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1 or max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise FileRefused(_too_large())


def _moves(image: Image.Image) -> bool:
    """Say whether it has several frames; refuse where they are too many to be shown again."""
    if not getattr(image, "is_animated", False):
        return False
    pixels = image.width * image.height
    frame = 0
    while True:
        try:
            image.seek(frame + 1)
        except EOFError:
            break
        frame += 1
        if frame >= MAX_FRAMES or (frame + 1) * pixels > MAX_FRAME_PIXELS:
            raise FileRefused(
                _("This moving picture is too long. Make it shorter or smaller, or send a video.")
            )
    image.seek(0)
    return frame > 0


def _still(image: Image.Image, widths: tuple[int, ...], square: bool, whole: bool) -> StoredImage:
    form = image.format
    if not whole:
        image.draft("RGB", (widths[-1] * 2, widths[-1] * 2))  # a JPEG is then read at less size
    drawn = for_screens(ImageOps.exif_transpose(image))
    if square:
        side = min(drawn.size)
        drawn = ImageOps.fit(drawn, (side, side))
    made = []
    for width in widths:
        if width < drawn.width:
            made.append(_keep(_narrowed(drawn, width), "WEBP", quality=80))
    if whole or not made or made[-1].width < widths[-1]:
        made.append(_whole(drawn, form if whole else "WEBP"))
    return StoredImage(tuple(made))


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _whole(image: Image.Image, form: str | None) -> Rendition:
    if form == "JPEG" and image.mode in ("RGB", "L"):
        return _keep(image, "JPEG", quality=88, progressive=True, optimize=True)
    if form in ("PNG", "GIF"):
        return _keep(image, "PNG")
    return _keep(image, "WEBP", quality=88)


def _keep(image: Image.Image, form: str, **how: Any) -> Rendition:
    # Pillow takes these from the picture where nobody gives them.
    how |= {"icc_profile": None, "exif": b"", "xmp": b""} if form != "PNG" else {}
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
        image.save(out, form, **how)
        kept = keep(out)
    content_type = Image.MIME[form]
    return Rendition(kept.digest, content_type, image.width, image.height, kept.size)
