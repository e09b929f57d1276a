"""The database backend `tertulia.kit.sql.sqlite`."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from tertulia.kit.sql.sqlite.queue import FairLock

WAIT_SECONDS = 20
_queues: defaultdict[str, FairLock] = defaultdict(FairLock)


@lru_cache(maxsize=2_000)
def _for_sqlite(query: str) -> str:
    """Return a query with the placeholders that SQLite reads."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """Looks for a query's placeholders once: in a long one that costs more than running it."""

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> Any:
        if param_names is None:
            return _for_sqlite(query)
        return super().convert_query(query, param_names=param_names)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite whose write transactions begin one after the other within this process."""

    _turn: FairLock | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        queue = _queues[str(self.settings_dict["NAME"])]
        if not queue.acquire(WAIT_SECONDS):
            raise OperationalError("database is busy: waited too long for other writers")
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            queue.release()
            raise
        self._turn = queue

    def _commit(self):
        super()._commit()  # when it raises, Django rolls back, and that leaves the queue
        self._leave_queue()

    def _rollback(self):
        try:
            return super()._rollback()
        finally:
            self._leave_queue()

    def _close(self):
        try:
            return super()._close()
        finally:
            self._leave_queue()

    def _leave_queue(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            turn.release()
