"""The beginning of a text, for lists and previews."""

_LETTERS_A_WORD = 12  # a script without spaces must end somewhere too


def excerpt(text: str, words: int = 40) -> str:
    """Return at most `words` words of plain `text` on one line; "…" where more follow."""
    room = words * _LETTERS_A_WORD
    found = text[: room * 4].split(maxsplit=words)
    rest = len(found) > words or len(text) > room * 4
    line = " ".join(found[:words])
    if len(line) > room:
        cut = line.rfind(" ", room // 2, room)
        line, rest = line[: cut if cut > 0 else room], True
    return f"{line.rstrip(' ,;:–—-')}…" if rest else line
