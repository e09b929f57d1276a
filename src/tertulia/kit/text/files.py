"""Files of ours in a text: pictures with their measures, sound and film, everything else a link.

Addresses of other hosts never become pictures; ours do only where whoever wrote them may see them.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from html import escape

FILES = "/files/"
MOST = 200  # files that one text speaks of
_SPOKEN_OF = re.compile(r'="/files/([0-9]{1,18})(?=[/?#"])')
_ID = re.compile(r"/files/([0-9]{1,18})(?=[/?#\"\s]|$)")
_UNITS = ("B", "kB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class ShownFile:
    """What a text needs to know of a file. `widths` are those of the smaller drawings."""

    id: int
    address: str
    name: str
    family: str
    size: int
    width: int = 0
    height: int = 0
    widths: tuple[int, ...] = ()


FindFiles = Callable[[Collection[int]], Mapping[int, ShownFile]]


def file_of(address: str) -> int | None:
    """Return the number in an address of a file, None for every other address."""
    found = _ID.match(address)
    return int(found[1]) if found else None


def files_spoken_of(html: str) -> set[int]:
    """Return the numbers of the files that `html` has addresses of."""
    if FILES not in html:
        return set()
    found = list(dict.fromkeys(int(number) for number in _SPOKEN_OF.findall(html)))
    return set(found[:MOST])


def embedded(file: ShownFile, alt: str, title: str = "", *, linked: bool = False) -> str:
    """Return the html that shows a file; `alt` and `title` are escaped already.

    Its measures are in it, so that nothing moves when it arrives. A picture leads to its whole,
    unless it stands within a link (`linked`).
    """
    alt = alt.strip() or escape(file.name)
    title = f' title="{title}"' if title else ""
    address = escape(file.address)
    if file.family == "picture":
        image = _picture(file, address, alt, title)
        return image if linked else f'<a class="picture" href="{address}">{image}</a>'
    if file.family == "video" and not linked:
        return (
            f'<video src="{address}" controls preload="metadata" aria-label="{alt}"{title}></video>'
        )
    if file.family == "audio" and not linked:
        return f'<audio src="{address}" controls preload="none" aria-label="{alt}"{title}></audio>'
    return alt if linked else f"{opening(file, title)}{alt}</a>"


def _picture(file: ShownFile, address: str, alt: str, title: str) -> str:
    size = f' width="{file.width}" height="{file.height}"'
    small = [width for width in file.widths if width < file.width]
    source, choice = address, ""
    if small:
        each = [f"{address}?w={width} {width}w" for width in small]
        each.append(f"{address} {file.width}w")
        choice = f' srcset="{", ".join(each)}" sizes="(max-width: 48rem) 94vw, 44rem"'
        source = f"{address}?w={next((w for w in small if w >= 800), small[-1])}"
    return f'<img src="{source}"{choice} alt="{alt}"{title}{size} loading="lazy" decoding="async">'


def opening(file: ShownFile, title: str = "") -> str:
    """Return the tag that opens a link to a file and says how large it is."""
    return f'<a class="file" href="{escape(file.address)}" data-size="{amount(file.size)}"{title}>'


def amount(size: int) -> str:
    """Return a number of bytes as people read it, in signs that any language reads."""
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return (
        f"{value:.0f} {_UNITS[unit]}" if unit < 2 or value >= 10 else f"{value:.1f} {_UNITS[unit]}"
    )
