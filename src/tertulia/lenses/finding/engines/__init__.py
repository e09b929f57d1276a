"""The full-text tables: of each database's own kind, the same words in both, behind one face.

An engine is a module with `create drop swap tidy write remove indexed damage` and, for reading,
`candidates`, `seen`, `titled`, `marks`. Tables are called by a suffix: empty for those in use,
`_next` for those that are being built beside them; these are whole only after `tidy`.
"""

from types import ModuleType

from django.db import connection

from tertulia.lenses.finding.engines import postgres, sqlite


def engine() -> ModuleType:
    """Return the engine of the database in use."""
    return postgres if connection.vendor == "postgresql" else sqlite
