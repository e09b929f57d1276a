"""The row that a kind keeps beside a thread. Whoever calls has checked the thread."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from tertulia.core.threads.kinds import Kind


def detail_of(kind: Kind | None, thread_id: int) -> Any:
    """Return the kind's own row of the thread; None where the kind keeps none."""
    rows = _rows(kind, [thread_id])
    return None if rows is None else rows.first()


def fields_of(kind: Kind | None, threads: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return what the kind keeps beside each of `threads`, by the names of its columns."""
    rows = _rows(kind, threads)
    return {} if rows is None else {row.pop("thread_id"): row for row in rows.values()}


def _rows(kind: Kind | None, threads: Iterable[int]) -> QuerySet | None:
    if kind is None or kind.detail_model is None:
        return None
    rows: QuerySet = kind.detail_model._base_manager.filter(pk__in=list(threads))  # type: ignore[attr-defined]
    return rows
