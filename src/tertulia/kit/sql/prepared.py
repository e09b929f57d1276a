"""Queries whose SQL is compiled once from the ORM and then run with fresh values.

The ORM stays the one place where a rule is written; compiling it costs more than running it, so
hot reads keep the compiled text and fill in the values.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_FIRST_SLOT = 1 << 40


class Prepared:
    """SQL of `build(**slots)`, made once a database vendor, run many times.

    `build` receives one stand-in integer for each name in `names` and returns a `values_list`
    queryset; wherever a stand-in ends up among the parameters, `rows` puts the real value. A value
    must not change the shape of the SQL (no `None`, no slices, no `in` lists).
    """

    def __init__(self, build: Callable[..., QuerySet], *names: str) -> None:
        self._build = build
        self._names = names
        self._compiled: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def _compile(self) -> tuple[str, tuple[Any, ...]]:
        slots = {name: _FIRST_SLOT + index for index, name in enumerate(self._names)}
        back = {number: name for name, number in slots.items()}
        sql, params = self._build(**slots).query.sql_with_params()
        places = tuple(_Slot(back[p]) if type(p) is int and p in back else p for p in params)
        found = {place.name for place in places if isinstance(place, _Slot)}
        if found != set(self._names):
            raise ValueError(f"values that do not reach the query: {set(self._names) - found}")
        return sql, places

    def text(self, **values: Any) -> tuple[str, list[Any]]:
        """Return the SQL with its parameters, for a connection that is not Django's."""
        sql, places = self._text()
        return sql, [values[p.name] if type(p) is _Slot else p for p in places]

    def _text(self) -> tuple[str, tuple[Any, ...]]:
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = self._compile()
        return compiled

    def rows(self, **values: Any) -> Iterator[tuple]:
        """Run with `values`, one for each name; yield the rows as tuples."""
        sql, params = self.text(**values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            yield from cursor.fetchall()

    def first(self, **values: Any) -> tuple | None:
        """Return the first row, or None."""
        return next(self.rows(**values), None)


class _Slot:
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name
