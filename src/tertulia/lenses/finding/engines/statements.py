"""What the engines share: conditions as text."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which entries may be found: columns, joins behind `finding_entry`, condition, its values."""

    columns: str
    joins: str
    condition: str
    params: list[Any]
