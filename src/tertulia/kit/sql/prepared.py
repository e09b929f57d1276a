"""Queries whose SQL is compiled once from the ORM and then run with fresh values.

The ORM stays the one place where a rule is written; compiling it costs more than running it, so
hot reads keep the compiled text and fill in the values.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import DateTimeField
from django.db.models.expressions import RawSQL
from django.db.models.sql import UpdateQuery
from django.utils.dateparse import parse_datetime

Convert = Callable[[Any], Any]
_FIRST_SLOT = 1 << 40
_SIZES = (1, 20, 200)
_NO_ID = -1


class _Slot:
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    places: tuple[Any, ...]
    # The same as SQLite itself reads it, and what it asks for; empty for other databases.
    plain: str
    asked: tuple[Any, ...]
    # Columns that the driver does not return as Python knows them.
    converters: tuple[tuple[int, Convert], ...]

    def params(self, values: dict[str, Any]) -> list[Any]:
        """Return the parameters, with `values` where stand-ins are."""
        return [_given(values[p.name]) if type(p) is _Slot else p for p in self.places]

    def plain_params(self, values: dict[str, Any]) -> list[Any]:
        """Return the parameters of `plain`."""
        return [_given(values[p.name]) if type(p) is _Slot else p for p in self.asked]


class Prepared:
    """SQL of `build(**slots)`, made once a database vendor, run many times.

    `build` receives one stand-in integer for each name in `names` and returns a `values_list`
    queryset; wherever a stand-in ends up among the parameters, `rows` puts the real value. A value
    must not change the shape of the SQL (no `None`, no slices, no `in` lists).
    """

    def __init__(self, build: Callable[..., Any], *names: str) -> None:
        self._build = build
        self._names = names
        self._compiled: dict[str, _Compiled] = {}

    def text(self, **values: Any) -> tuple[str, list[Any]]:
        """Return the SQL with its parameters, for a connection that is not Django's."""
        made = self._made(connection.vendor)
        return made.sql, made.params(values)

    def rows(self, **values: Any) -> Iterator[tuple]:
        """Run with `values`, one for each name; yield the rows as tuples."""
        database = connections[DEFAULT_DB_ALIAS]
        made = self._made(database.vendor)
        if made.plain and not _is_watched(database):
            found = _directly(database, made.plain, made.plain_params(values))
        else:
            found = _by_cursor(database, made.sql, made.params(values))
        if not made.converters:
            return iter(found)
        return (_converted(row, made.converters) for row in found)

    def first(self, **values: Any) -> tuple | None:
        """Return the first row, or None."""
        return next(self.rows(**values), None)

    def _made(self, vendor: str) -> _Compiled:
        made = self._compiled.get(vendor)
        if made is None:
            made = self._compiled[vendor] = self._compile()
        return made

    def _compile(self) -> _Compiled:
        slots = {name: _FIRST_SLOT + index for index, name in enumerate(self._names)}
        back: dict[Any, str] = {number: name for name, number in slots.items()}
        back |= {str(number): name for name, number in slots.items()}  # as text columns take it
        compiler = self._query(slots).get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = tuple(_Slot(back[p]) if p in back else p for p in params)
        found = {place.name for place in places if isinstance(place, _Slot)}
        if found != set(self._names):
            raise ValueError(f"values that do not reach the query: {set(self._names) - found}")
        plain, asked = _plain(sql, places) if connection.vendor == "sqlite" else ("", ())
        return _Compiled(sql, places, plain, asked, self._converters(compiler))

    def _query(self, slots: dict[str, int]) -> Any:
        return self._build(**slots).query

    def _converters(self, compiler: Any) -> tuple[tuple[int, Convert], ...]:
        wanted = compiler.get_converters([column[0] for column in compiler.select])
        return tuple((at, _converter(steps, field)) for at, (steps, field) in wanted.items())


class PreparedByIds:
    """Rows of `build(ids)` for any ids: texts are made for a few sizes, and the rest filled up.

    `build` receives a list of stand-in integers for an `in` of its query. Rows keep no order
    beyond that of some hundred ids.
    """

    def __init__(self, build: Callable[[list[int]], Any]) -> None:
        names = {size: tuple(f"id{place}" for place in range(size)) for size in _SIZES}
        self._sizes = {
            size: (each, Prepared(lambda **slots: build(list(slots.values())), *each))
            for size, each in names.items()
        }

    def rows(self, ids: Sequence[int]) -> Iterator[tuple]:
        """Yield the rows of `ids` as tuples; nothing is asked for none."""
        for start in range(0, len(ids), _SIZES[-1]):
            piece = ids[start : start + _SIZES[-1]]
            names, query = self._sizes[next(size for size in _SIZES if size >= len(piece))]
            filled = (*piece, *[_NO_ID] * (len(names) - len(piece)))
            yield from query.rows(**dict(zip(names, filled, strict=True)))


class PreparedUpdate(Prepared):
    """An UPDATE compiled once. `build(**slots)` returns the queryset and the values to set.

    A moment is set through `moment(slot)`, whose stand-in is not a date.
    """

    def run(self, **values: Any) -> int:
        """Update with `values`, one for each name; return how many rows were changed."""
        sql, params = self.text(**values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.rowcount

    def _query(self, slots: dict[str, int]) -> Any:
        rows, changes = self._build(**slots)
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        return query

    def _converters(self, compiler: Any) -> tuple[tuple[int, Convert], ...]:
        return ()


def _plain(sql: str, places: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """Return the text for SQLite and what it asks for: each value once, and constants in place.

    Where a constant is bound, SQLite cannot tell whether a partial index serves, and plans the
    whole statement anew each time it is run.
    """
    asked: list[Any] = []
    numbers: dict[str, int] = {}
    first, *rest = sql.split("%s")
    text = [first]
    for place, following in zip(places, rest, strict=True):
        if isinstance(place, _Slot):
            if place.name not in numbers:
                asked.append(place)
                numbers[place.name] = len(asked)
            text.append(f"?{numbers[place.name]}")
        elif isinstance(place, int):
            text.append(str(int(place)))
        elif isinstance(place, str) and "\0" not in place:
            text.append("'{}'".format(str(place).replace("'", "''").replace("%", "%%")))
        else:
            asked.append(place)
            text.append(f"?{len(asked)}")
        text.append(following)
    return "".join(text).replace("%%", "%"), tuple(asked)


def rows_of(sql: str, params: Sequence[Any]) -> list[tuple]:
    """Run a read written by hand, with `%s` for each of `params`; return its rows."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "sqlite" and not _is_watched(database):
        return _directly(database, sql.replace("%s", "?").replace("%%", "%"), params)
    return _by_cursor(database, sql, params)


def _is_watched(database: Any) -> bool:
    """Say whether somebody wants to hear of each statement, which only Django's cursors tell."""
    return bool(database.execute_wrappers or database.queries_logged)


def _by_cursor(database: Any, sql: str, params: Sequence[Any]) -> list[tuple]:
    with database.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple] = cursor.fetchall()
    return found


def _directly(database: Any, sql: str, params: Sequence[Any]) -> list[tuple]:
    """Return the rows of a read on SQLite, without Django's cursors.

    They look for placeholders in the text each time, which costs more than the query itself.
    """
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        found: list[tuple] = database.connection.execute(sql, params).fetchall()
    return found


def moment(slot: int) -> RawSQL:
    """Return the place of a datetime among the values of a `PreparedUpdate`."""
    return RawSQL("%s", (slot,), output_field=DateTimeField())


def _given(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _converted(row: tuple, converters: tuple[tuple[int, Convert], ...]) -> tuple:
    changed = list(row)
    for index, convert in converters:
        value = changed[index]
        if value is not None:
            changed[index] = convert(value)
    return tuple(changed)


def _converter(steps: list, field: Any) -> Convert:
    """Return one function for Django's chain; the two sorts that lists are full of are quick."""
    names = [getattr(step, "__name__", "") for step in steps]
    if names == ["convert_datetimefield_value"]:
        return _in_utc
    if names == ["convert_booleanfield_value"]:
        return bool

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, field, connection)
        return value

    return convert


def _in_utc(value: Any) -> datetime:
    if not isinstance(value, datetime):
        value = parse_datetime(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value
