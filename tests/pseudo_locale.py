"""A language that nobody speaks, written from right to left, to see what a page does with it.

Every text of the interface is longer, in other letters and in brackets: what still reads as English
on a page was not translatable, and a bracket that is missing was cut off.
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tools.translations import extracted

# Django knows it as right-to-left, and its plural rule is the plain one that Babel writes below.
LANGUAGE = "he"
KEPT = re.compile(r"%\([^)]*\)[a-z]|%[sd%]|\{[^{}]*\}|<[^>]*>|&[a-z]+;")
HEBREW = dict(zip("abcdefghijklmnopqrstuvwxyz", "אבכדעפגהיצקלמנוףרשסתוויחטזצ", strict=False))


def disguised(text: str) -> str:
    """Return the text in the language: its placeholders and tags stay as they are."""
    out, end = [], 0
    for kept in KEPT.finditer(text):
        out += [_letters(text[end : kept.start()]), kept.group()]
        end = kept.end()
    return f"⟦{''.join(out)}{_letters(text[end:])}⟧"


def _letters(text: str) -> str:
    return "".join(HEBREW.get(letter.lower(), letter) for letter in text)


def write_catalogue(folder: Path) -> Path:
    """Write the catalogue under `folder` and return the folder, which goes into `LOCALE_PATHS`."""
    catalog = Catalog(locale=LANGUAGE, charset="utf-8")
    catalog.header_comment = ""
    catalog._num_plurals, catalog._plural_expr = 2, "(n != 1)"
    for message in extracted():
        if not message.id:
            continue
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        told = tuple(disguised(text) for text in texts)
        catalog.add(message.id, told[0] if len(told) == 1 else told, context=message.context)
    path = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as handle:
        write_mo(handle, catalog)
    return folder
