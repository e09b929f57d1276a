"""What engines and their callers hand to one another."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which entries may be found: columns, joins behind `finding_entry`, condition, its values."""

    columns: str
    joins: str
    condition: str
    params: list[Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL and the values for its places."""

    sql: str
    params: list[Any] = field(default_factory=list)
