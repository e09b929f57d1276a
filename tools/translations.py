"""Keep the catalogues in step with the sources.

    tools/translations.py extract   write the template and bring every catalogue up to it
    tools/translations.py check     fail when that would change anything, or a placeholder is broken
    tools/translations.py compile   write the .mo files that the program reads

Python and Jinja sources are read with Babel. The template holds no line numbers, so that it changes
only when a text does.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tertulia"
LOCALE = SOURCE / "locale"
TEMPLATE = LOCALE / "django.pot"
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
OPTIONS = {
    "**/templates/**": {"trimmed": "true", "silent": "false"},
    "**/templates/**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"},
    "**/templates/**.txt": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"},
}
PLACEHOLDER = re.compile(r"%\([^)]*\)[a-z]|%[sd]|\{[^{}]*\}")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extracted(source: Path = SOURCE) -> Catalog:
    """Return every text of the interface, with its files and its notes for translators."""
    catalog = Catalog(project="Tertulia", charset="utf-8")
    found = extract_from_dir(
        source, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for name, _line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalog.add(
            message, locations=[(Path(name).as_posix(), 0)], auto_comments=comments, context=context
        )
    return catalog


def as_text(catalog: Catalog) -> str:
    """Return the catalogue as a .po file, without the dates that would differ every time."""
    out = io.BytesIO()
    write_po(out, catalog, width=100, omit_header=True, include_lineno=False, sort_output=True)
    language = f"Language: {catalog.locale_identifier or ''}\\n"
    plural = f"Plural-Forms: {catalog.plural_forms}\\n" if catalog.locale_identifier else ""
    header = ["Content-Type: text/plain; charset=utf-8\\n", language, plural]
    lines = "".join(f'"{line}"\n' for line in header if line)
    return f'msgid ""\nmsgstr ""\n{lines}\n' + out.getvalue().decode()


def catalogues() -> list[Path]:
    """Return the .po file of each language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def wanted() -> dict[Path, str]:
    """Return what every catalogue file should hold, given the sources as they are."""
    template = extracted()
    files = {TEMPLATE: as_text(template)}
    for path in catalogues():
        catalog = read(path)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        files[path] = as_text(catalog)
    return files


def read(path: Path) -> Catalog:
    """Return the catalogue of one language."""
    with path.open("rb") as handle:
        return read_po(handle, locale=path.parents[1].name)


def broken(catalog: Catalog) -> Iterator[tuple[Message, str]]:
    """Yield each translation that loses or invents a placeholder, with what is wrong.

    A plural form may leave a placeholder out: "one reply" needs no number.
    """
    for message in catalog:
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        told = [message.string] if isinstance(message.string, str) else list(message.string)
        given = {mark for text in originals for mark in PLACEHOLDER.findall(text)}
        for text in filter(None, told if message.id else []):
            used = set(PLACEHOLDER.findall(text))
            if used - given or (len(originals) == 1 and given - used):
                yield message, f"placeholders differ: {sorted(used ^ given)}"


def extract() -> int:
    """Write the template and every catalogue."""
    for path, text in wanted().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def check() -> int:
    """Return 1, and say why on stderr, when a catalogue is behind the sources or broken."""
    stale = [
        path
        for path, text in wanted().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        name = path.relative_to(ROOT)
        print(f"{name} is behind the sources: run `make translations`", file=sys.stderr)
    faults = [(path, *fault) for path in catalogues() for fault in broken(read(path))]
    for path, message, fault in faults:
        print(f"{path.relative_to(ROOT)}: {message.id!r}: {fault}", file=sys.stderr)
    return 1 if stale or faults else 0


def compile_() -> int:
    """Write a .mo file beside every catalogue."""
    for path in catalogues():
        catalog = read(path)
        with path.with_suffix(".mo").open("wb") as handle:
            write_mo(handle, catalog)
    return 0


COMMANDS = {"extract": extract, "check": check, "compile": compile_}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]]())
