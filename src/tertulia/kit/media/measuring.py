"""How large a WebP picture says it is, read from its first bytes."""

from typing import IO


def measure_webp(file: IO[bytes]) -> tuple[int, int]:
    """Return width and height; (0, 0) where the beginning makes no sense."""
    file.seek(0)
    head = file.read(30)
    if len(head) < 30:
        return 0, 0
    form = head[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
    if form == b"VP8 ":
        return (
            int.from_bytes(head[26:28], "little") & 0x3FFF,
            int.from_bytes(head[28:30], "little") & 0x3FFF,
        )
    return 0, 0
