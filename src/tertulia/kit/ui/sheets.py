"""The stylesheets: kept apart as sources, joined into one file where static files are gathered."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

# Weakest first within the order of layers that tokens.css states; print.css holds its own @media.
SHEETS = (
    "tokens", "base", "layout", "rhythm", "components", "furniture", "places", "conversation",
    "talk", "watching", "engaged", "prose", "files", "writing", "pages", "asking", "forms",
    "print",
)  # fmt: skip
JOINED = "ui/all.css"
_SOURCES = Path(__file__).with_name("static") / "ui"
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_INDENT = re.compile(r"\n\s+")


def joined() -> str:
    """Return all sheets as one, without comments and indentation."""
    text = "\n".join((_SOURCES / f"{name}.css").read_text("utf-8") for name in SHEETS)
    return _INDENT.sub("\n", _COMMENT.sub("", text)).lstrip()


def sheets() -> Iterator[str]:
    """Yield the addresses of the stylesheets that a page links."""
    yield staticfiles_storage.url(JOINED)


class _Made(Storage):
    """Holds the one file that is made and not found."""

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(joined().encode(), name=name)

    def exists(self, name: str) -> bool:
        return name == JOINED

    def path(self, name: str) -> str:
        """Return the youngest source: what is gathered is stale when one of them changes."""
        files = [_SOURCES / f"{each}.css" for each in SHEETS]
        return str(max(files, key=lambda file: file.stat().st_mtime_ns))

    def get_modified_time(self, name: str) -> Any:
        from datetime import UTC, datetime

        return datetime.fromtimestamp(Path(self.path(name)).stat().st_mtime, UTC)


class JoinedSheets(BaseFinder):
    """Lets `collectstatic` find the joined stylesheet."""

    def check(self, **options: Any) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        yield JOINED, _Made()
