"""People, threads and posts that only the style guide shows."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tertulia.kit.text import render

_PROSE = Path(__file__).with_name("specimen.md")


@dataclass(frozen=True, slots=True)
class By:
    person_id: int | None
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class ReplyTo:
    number: int
    name: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Post:
    id: int
    number: int
    by: By
    html: str
    created_at: datetime
    thread_id: int = 1
    slug: str = "registration-drifts"
    edited_at: datetime | None = None
    is_answer: bool = False
    reply_to: ReplyTo | None = None


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    slug: str
    title: str
    status: str
    by: By
    reply_count: int
    last_at: datetime
    excerpt: str


@dataclass(frozen=True, slots=True)
class Draft:
    key: str = "thread-1"
    seq: int = 0
    source: str = ""
    title: str = ""


def _posts(now: datetime) -> list[Post]:
    ada, bo = _ADA, _BO
    prose = render(_PROSE.read_text(), known_handles=lambda names: names).html
    second = Post(
        12, 2, bo, "<p>Which grid? Ours drifted by half a voxel last May.</p>",
        now - timedelta(days=2), edited_at=now,
    )  # fmt: skip
    answer = Post(
        13, 3, ada, "<p>Half a voxel it is. Harden first, then resample.</p>",
        now - timedelta(days=2), is_answer=True,
        reply_to=ReplyTo(1, "Ada Obi", "The landmarks fit before resampling and are two"),
    )  # fmt: skip
    return [Post(11, 1, ada, prose, now - timedelta(days=30)), second, answer]


def _rows(now: datetime) -> list[Row]:
    first = Row(
        1, "registration-drifts", "Registration drifts after resampling the second volume",
        "answered", _ADA, 14, now - timedelta(hours=3),
        "The landmarks fit before resampling and are two millimetres off afterwards. Same "
        "transform, other grid; the log shows nothing.",
    )  # fmt: skip
    quiet = By(None, "", "Quiet asker")
    return [
        first,
        replace(first, id=2, title="How do you name your scenes?", status="open", by=_BO),
        replace(first, id=3, title="Who runs this on a cluster?", status="resolved", by=quiet),
        replace(first, id=4, title="Release notes of spring", status="closed", excerpt=""),
    ]


def specimens() -> dict[str, Any]:
    """Return what the style guide needs to show everything."""
    now = datetime.now(UTC)
    return {
        "everybody": [By(n, f"p{n}", name) for n, name in enumerate(_NAMES)],
        "posts": _posts(now),
        "rows": _rows(now),
        "draft": Draft(),
        "new_draft": Draft("new-1", 3, "I see it **only** on the second volume.", "Drift"),
        "now": now,
    }


_ADA, _BO = By(9, "ada", "Ada Obi"), By(4, "bo", "Bo Lindqvist")
_NAMES = (
    "Ada Obi", "Bo Lindqvist", "Çelik Demir", "Dara", "Eun-ji Park", "Fatima Zahra", "Gil Peretz",
    "Hana Novák", "Ines Ortega", "José María", "Kwame Mensah", "林 小雨",
)  # fmt: skip
