"""What the engines share: conditions as text, and running a statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which entries may be found: columns, joins behind `finding_entry`, condition, its values."""

    columns: str
    joins: str
    condition: str
    params: list[Any]


def rows_of(sql: str, params: Sequence[Any]) -> list[tuple]:
    """Run a statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
