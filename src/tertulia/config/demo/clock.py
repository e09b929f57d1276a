"""Times in the demonstration: what was made in two seconds is told as if it had taken months."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import Case, DateTimeField, F, Model, Value, When

from tertulia.core.threads.models import Post
from tertulia.lenses.finding.language import day_at
from tertulia.lenses.finding.models import Entry

_STOREYS = ("tertulia.core.", "tertulia.engage.", "tertulia.features.", "tertulia.lenses.")
_AT_ONCE = 200


@dataclass(frozen=True)
class Mark:
    """What was done up to `done` is to be told as if it had been done at `then`."""

    done: datetime
    then: datetime


def tell_as_if_then(marks: Sequence[Mark]) -> None:
    """Move every time in the database that lies before a mark, and after the one before it.

    Only for the demonstration: it is the one place where times are not what they were.
    """
    ends = [mark.done for mark in marks]
    for model, column in _times():
        rows = model._default_manager.filter(**{f"{column}__lte": ends[-1]})
        moved = {}
        for value in rows.values_list(column, flat=True).distinct():
            moved[value] = marks[bisect_left(ends, value)].then
        for some in _in_parts(list(moved.items())):
            told = Case(*(When(**{column: was}, then=Value(then)) for was, then in some))
            changed = model._default_manager.filter(**{f"{column}__in": [was for was, _ in some]})
            changed.update(**{column: told})
    _tell_the_index()


@transaction.atomic
def move_all(by: timedelta) -> None:
    """Move every time of the demonstration, so that what was made yesterday is told as of today."""
    for model, column in _times():
        rows = model._default_manager.filter(**{f"{column}__isnull": False})
        rows.update(**{column: F(column) + by})
    _tell_the_index()


def _tell_the_index() -> None:
    """Let `before:` and `after:` find posts on the days that they now say."""
    written = dict(Post.objects.values_list("pk", "created_at"))
    entries = list(Entry.objects.only("day"))
    for entry in entries:
        entry.day = day_at(written[entry.post])
    Entry.objects.bulk_update(entries, ["day"], batch_size=_AT_ONCE)


def _times() -> Iterator[tuple[type[Model], str]]:
    """Yield every model and column that says when something happened here."""
    for model in apps.get_models():
        if model.__module__.startswith(_STOREYS):
            for field in model._meta.concrete_fields:
                if isinstance(field, DateTimeField):
                    yield model, field.name


def _in_parts(pairs: list) -> Iterator[list]:
    for start in range(0, len(pairs), _AT_ONCE):
        yield pairs[start : start + _AT_ONCE]
