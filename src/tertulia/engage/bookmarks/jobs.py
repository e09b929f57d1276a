"""Reminders, when their time has come."""

from datetime import datetime

from tertulia.core.activity.actors import system
from tertulia.engage.bookmarks.actions import remind_owner
from tertulia.kit.jobs.registry import job


@job("remind")
def remind_of_bookmark(bookmark: int, due: str) -> None:
    """Remind the owner of a bookmark."""
    remind_owner(actor=system("job"), bookmark_id=bookmark, due=datetime.fromisoformat(due))
