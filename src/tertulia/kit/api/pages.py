"""Lists by keyset: `{"items": [...], "next": "cursor or null"}`."""

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

import orjson
from django.db.models import Q
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AfterValidator

from tertulia.kit.web.refusals import Refused

T = TypeVar("T")
Key = tuple[Any, ...]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError(_("This time lies outside the calendar.")) from None


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""A time in UTC; one that comes without a zone is taken as UTC."""


class Page(Schema, Generic[T]):
    """Some of a list. `next` is the cursor of what follows; null at the end."""

    items: list[T]
    next: str | None = None


class PageQuery(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(50, ge=1, le=100, description="How many items at most.")
    cursor: str | None = Field(
        None,
        max_length=500,
        description="What stood in the page before as next; without it, the beginning.",
    )

    def after_number(self, beginning: int = 0) -> int:
        """Return the number in the cursor, for a list that is sorted by a number."""
        number: int = key_of(self.cursor, int)[0] if self.cursor else beginning
        return number

    def after_moment(self) -> tuple[datetime, int] | None:
        """Return the time and id in the cursor, for a list that is sorted by a time."""
        if not self.cursor:
            return None
        moment, number = key_of(self.cursor, datetime, int)
        return moment, number


def cursor_of(key: Key) -> str:
    """Return an opaque cursor for the item with this sort key (numbers, strings, times)."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def key_of(cursor: str, *types: type) -> Key:
    """Return the sort key in a cursor; refuse one that is not of these types."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        key = tuple(_typed(value, kind) for value, kind in zip(values, types, strict=True))
    except (ValueError, TypeError):
        raise Refused(_("This cursor does not belong to this list."), "cursor") from None
    return key


def _typed(value: object, kind: type) -> object:
    if kind is datetime and isinstance(value, str):
        return _in_utc(datetime.fromisoformat(value))
    if type(value) is not kind or (kind is int and abs(value) >= 2**63):  # type: ignore[arg-type]
        raise TypeError(kind)
    return value


def after(key: Key, *order: str) -> Q:
    """Return the condition for what follows `key` in an order like `-last_post_at`, `-id`."""
    condition, equal = Q(pk__in=[]), Q()
    for name, value in zip(order, key, strict=True):
        field = name.removeprefix("-")
        condition |= equal & Q(**{f"{field}__{'lt' if name[0] == '-' else 'gt'}": value})
        equal &= Q(**{field: value})
    return condition


def page_of(rows: Sequence[T], limit: int, key: Callable[[T], Key]) -> dict[str, Any]:
    """Return a page of `limit` items from up to `limit + 1` fetched rows."""
    more = len(rows) > limit
    items = rows[:limit]
    return {"items": items, "next": cursor_of(key(items[-1])) if more else None}
