"""Files of the demonstration, made by the program itself: a hydrograph, a cross-section, readings.

The content names them where an address would stand: `![the flood](made:hydrograph)`.
"""

import io
import math
import re
from collections.abc import Callable, Mapping

from PIL import Image, ImageDraw

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions import keep_file

_MADE = re.compile(r"\(made:(\w+)\)")
_WIDE, _HIGH, _EDGE = 1200, 640, 70
_PAPER, _INK, _RULE, _WATER, _BED = "#fbf7f0", "#2b2118", "#e7decf", "#2f6b8f", "#8a5a3c"


def with_files(source: str, actor: Actor) -> str:
    """Return `source` with the files that it names, kept for `actor`, at their addresses."""

    def kept(found: re.Match[str]) -> str:
        name, make = FILES[found[1]]
        return f"({keep_file(actor=actor, file=io.BytesIO(make()), name=name).address})"

    return _MADE.sub(kept, source)


def _level(hour: float) -> float:
    """Return the stage of a made-up flood in metres: it rises fast and falls slowly."""
    since = hour - 18
    wave = 2.6 * (since / 7) * math.exp(1 - since / 7) if since > 0 else 0.0
    return 0.62 + wave + 0.02 * math.sin(hour / 2)


def _hydrograph() -> bytes:
    image, draw = _sheet()
    for metres in range(5):
        y = _up(metres / 4)
        draw.line((_EDGE, y, _WIDE - _EDGE, y), fill=_RULE, width=2)
        draw.text((_EDGE - 40, y - 12), f"{metres} m", fill=_INK, font_size=22)
    for hour in range(0, 73, 12):
        x = _along(hour / 72)
        draw.text((x - 18, _HIGH - _EDGE + 14), f"{hour} h", fill=_INK, font_size=22)
    line = [(_along(tenth / 720), _up(_level(tenth / 10) / 4)) for tenth in range(721)]
    draw.line(line, fill=_WATER, width=6, joint="curve")
    for hour in (6, 20, 24, 31, 44, 66):  # gaugings, with how far they may be off
        x, y = _along(hour / 72), _up(_level(hour) / 4)
        draw.line((x, y - 16, x, y + 16), fill=_INK, width=3)
        draw.ellipse((x - 8, y - 8, x + 8, y + 8), fill=_PAPER, outline=_INK, width=4)
    return _png(image)


def _section() -> bytes:
    image, draw = _sheet()
    bed = [(_along(x), _up(0.75 - _depth(x))) for x in (step / 60 for step in range(61))]
    draw.polygon([(_EDGE, _up(0.62)), (_WIDE - _EDGE, _up(0.62)), *reversed(bed)], fill=_WATER)
    draw.polygon([(_EDGE, _HIGH - 20), *bed, (_WIDE - _EDGE, _HIGH - 20)], fill=_BED)
    for vertical in range(1, 23):
        x = vertical / 23
        if 0.75 - _depth(x) < 0.62:
            draw.line(
                (_along(x), _up(0.62), _along(x), _up(0.75 - _depth(x))), fill=_PAPER, width=2
            )
            draw.text((_along(x) - 8, _up(0.62) - 30), str(vertical), fill=_INK, font_size=18)
    return _png(image)


def _depth(x: float) -> float:
    """Return how deep the made-up bed lies at `x` of its width; a boulder stands at vertical 9."""
    boulder = 0.22 * math.exp(-(((x - 9 / 23) / 0.02) ** 2))
    return 0.62 * math.sin(math.pi * x) ** 0.7 - boulder


def _readings() -> bytes:
    rows = ["hour,stage_m,flag"]
    rows += [f"{hour},{_level(hour):.3f},{'H' if hour % 24 == 7 else ''}" for hour in range(73)]
    return ("\n".join(rows) + "\n").encode()


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (_WIDE, _HIGH), _PAPER)
    return image, ImageDraw.Draw(image)


def _along(share: float) -> float:
    return _EDGE + share * (_WIDE - 2 * _EDGE)


def _up(share: float) -> float:
    return _HIGH - _EDGE - share * (_HIGH - 2 * _EDGE)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


FILES: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "hydrograph": ("hydrograph.png", _hydrograph),
    "section": ("section.png", _section),
    "readings": ("readings.csv", _readings),
}
