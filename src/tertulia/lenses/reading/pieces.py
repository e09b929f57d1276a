"""Small pieces of a post that change while its words stay: sent in place of what stands."""

from typing import Any

from tertulia.core.threads.queries.posts import PostRow
from tertulia.engage.polls.queries import PollRow
from tertulia.kit.web.templates import page_template
from tertulia.lenses.reading.post_extras import extras_of


def reactions_html(row: PostRow) -> str:
    """Return a post's reactions as everybody sees them; nothing of a removed one."""
    extras = extras_of([row]).get(row.id)
    return str(_macros().reactions(row, extras.reactions)) if extras else ""


def poll_html(row: PostRow) -> str:
    """Return a post's poll as everybody sees it, nothing where it has none."""
    extras = extras_of([row]).get(row.id)
    return str(_macros().poll(row, extras.poll)) if extras and extras.poll else ""


def poll_as_seen(row: PostRow, poll: PollRow) -> str:
    """Return a poll as somebody sees it, who may know more of it than others."""
    return str(_macros().poll(row, poll))


def _macros() -> Any:
    return page_template("reading/_engaged.html").module
