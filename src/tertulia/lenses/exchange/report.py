"""What came of an import: counts, and what was left out and why."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

# Lines named for each reason; the count is always whole.
LISTED = 20


@dataclass(slots=True)
class Tally:
    """Rows of one kind."""

    read: int = 0
    added: int = 0
    known: int = 0
    left: int = 0


@dataclass(slots=True)
class Reason:
    """Why rows were left out or changed, how many, and the lines of the first of them."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int | None) -> None:
        """Count one more; `line` is None where it has none."""
        self.count += 1
        if line is not None and len(self.lines) < LISTED:
            self.lines.append(line)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. `fraction` of the file, 0 to 1; None where its size is unknown."""

    rows: int
    rows_per_second: float
    fraction: float | None
    added: int
    known: int
    left: int


Watch = Callable[[Progress], None]


@dataclass(slots=True)
class Report:
    """The counts of an import. `broken` says why a file could not be read to its end."""

    community: str
    source: str
    dry_run: bool
    kinds: dict[str, Tally] = field(default_factory=dict)
    left_out: dict[str, Reason] = field(default_factory=dict)
    noted: dict[str, Reason] = field(default_factory=dict)
    new_people: int = 0
    led: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    seconds: float = 0.0
    broken: str = ""

    def tally(self, word: str) -> Tally:
        """Return the counts of one kind of row."""
        return self.kinds.setdefault(word or _("(unreadable)"), Tally())

    def leave(self, word: str, line: int, why: str) -> None:
        """Count a row that was left out."""
        self.tally(word).left += 1
        self.left_out.setdefault(why, Reason()).add(line)

    def note(self, line: int | None, why: str) -> None:
        """Count a row that came in, but not wholly as it was."""
        self.noted.setdefault(why, Reason()).add(line)

    def progress(self, fraction: float | None, seconds: float) -> Progress:
        """Return how far it is after `seconds`."""
        sums = [sum(getattr(t, name) for t in self.kinds.values()) for name in _COUNTED]
        return Progress(self.rows, self.rows / max(seconds, 1e-6), fraction, *sums)

    def table(self) -> str:
        """Return everything as text: counts by kind, what was left out and why."""
        heading = (_("kind"), _("read"), self._heading(), _("here already"), _("left out"))
        rows: list[tuple[str, ...]] = [heading]
        for word, tally in sorted(self.kinds.items()):
            counts = (tally.read, tally.added, tally.known, tally.left)
            rows.append((word, *(f"{count:,}" for count in counts)))
        parts = ["\n".join(aligned(rows)), self._pace()]
        if self.led:
            parts.append(self._led())
        parts += _reasons(_("Left out:"), self.left_out)
        parts += _reasons(_("Came in, but:"), self.noted)
        return "\n\n".join(part for part in (*parts, self.broken) if part)

    def _heading(self) -> str:
        return _("would come in") if self.dry_run else _("came in")

    def _led(self) -> str:
        return _("%(count)s links to %(hosts)s now lead to where their threads are here.") % {
            "count": f"{self.led.total():,}",
            "hosts": ", ".join(host or _("no host") for host, _number in self.led.most_common()),
        }

    def _pace(self) -> str:
        return _("%(people)s new people. %(rows)s lines in %(seconds)s s, %(pace)s a second.") % {
            "people": f"{self.new_people:,}",
            "rows": f"{self.rows:,}",
            "seconds": f"{self.seconds:.1f}",
            "pace": f"{self.rows / max(self.seconds, 1e-6):,.0f}",
        }


_COUNTED = ("added", "known", "left")


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table: the first column to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _reasons(heading: str, reasons: dict[str, Reason]) -> list[str]:
    if not reasons:
        return []
    lines = [heading]
    for why, reason in sorted(reasons.items(), key=lambda pair: (-pair[1].count, pair[0])):
        named = ", ".join(f"{line:,}" for line in reason.lines)
        more = ", …" if 0 < len(reason.lines) < reason.count else ""
        where = f" ({_('lines')} {named}{more})" if named else ""
        lines.append(f"  {reason.count:,}  {why}{where}")
    return ["\n".join(lines)]
