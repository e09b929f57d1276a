"""Inserting a row with SQL that is made once.

`Model.save` compiles the statement for each row, which costs more than SQLite needs to run it.
"""

from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert(row: Model) -> None:
    """Store a new row of a model that listens to no signals, and give it its key."""
    sql, fields = _statement(type(row), connection.vendor)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = connection.alias


@lru_cache
def _statement(model: type[Model], vendor: str) -> tuple[str, tuple[Field[Any, Any], ...]]:
    """Return the INSERT for all columns but the key, which the database gives."""
    quote = connection.ops.quote_name
    key = model._meta.pk
    assert key is not None
    assert key.column is not None
    fields = tuple(field for field in model._meta.local_concrete_fields if field is not key)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {quote(key.column)}"
    return sql, fields
