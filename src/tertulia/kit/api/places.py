"""What stands for a thing in an address."""

from typing import Annotated

from ninja import Path

ROOT = "/api/v1"

# Beyond it no database has a number; such an address leads nowhere.
LARGEST = 2**63 - 1

Id = Annotated[int, Path(ge=1, le=LARGEST)]
"""The number of a thread, post or person in an address."""

Name = Annotated[str, Path(min_length=1, max_length=100)]
"""The slug or handle in an address."""
