"""Rows that wait on disk for the end of a run."""

import pickle
import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import Any, Self


class Spool:
    """Rows in the order in which they were put; gone with the run."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="tertulia-import-")  # noqa: SIM115 - closed on leaving

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._file.close()

    def put(self, row: object) -> None:
        """Add a row at the end."""
        pickle.dump(row, self._file)

    def portions(self, size: int) -> Iterator[list[Any]]:
        """Yield all rows, `size` at once. Nothing is put afterwards."""
        self._file.seek(0)
        rows = self._rows()
        while some := list(islice(rows, size)):
            yield some

    def _rows(self) -> Iterator[Any]:
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301 - a nameless file that this process wrote
            except EOFError:
                return
