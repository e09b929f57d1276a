"""Polls whose time has come."""

from tertulia.core.activity.actors import system
from tertulia.engage.polls.actions import close_due_poll
from tertulia.kit.jobs.registry import job
from tertulia.kit.web.refusals import NotHere


@job("close_poll")
def close_poll_at_its_time(post: int) -> None:
    """Close a poll when its author said it would be."""
    try:
        close_due_poll(actor=system("job"), post_id=post)
    except NotHere:
        return  # erased meanwhile
