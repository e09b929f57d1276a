"""Places in lists that are sorted by a moment and an id, as addresses hold them."""

from datetime import UTC, datetime


def cursor_of(moment: datetime, number: int) -> str:
    """Return the place behind a row: microseconds and id."""
    return f"{round(moment.timestamp() * 1_000_000)}-{number}"


def moment_and_id(given: str) -> tuple[datetime, int] | None:
    """Return the place that an address names; None where it names none."""
    moment, _dash, number = given.partition("-")
    if not (moment.isdecimal() and number.isdecimal() and len(given) < 40):
        return None
    try:
        seconds, micro = divmod(int(moment), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro), int(number)
    except (OverflowError, ValueError, OSError):
        return None
