"""The row that a kind keeps beside a thread. Whoever calls has checked the thread."""

from typing import Any

from tertulia.core.threads.kinds import Kind


def detail_of(kind: Kind | None, thread_id: int) -> Any:
    """Return the kind's own row of the thread; None where the kind keeps none."""
    if kind is None or kind.detail_model is None:
        return None
    rows = kind.detail_model._base_manager  # type: ignore[attr-defined]
    return rows.filter(pk=thread_id).first()
