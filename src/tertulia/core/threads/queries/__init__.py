"""Reads of threads and posts; each starts from `visible_to`."""

from tertulia.core.threads.queries.facts import post_facts, thread_facts
from tertulia.core.threads.queries.lists import ThreadRow, thread_rows
from tertulia.core.threads.queries.posts import (
    CHUNK,
    PostRow,
    chunk_of,
    post_at,
    post_row,
    posts_in_chunk,
)

__all__ = [
    "CHUNK",
    "PostRow",
    "ThreadRow",
    "chunk_of",
    "post_at",
    "post_facts",
    "post_row",
    "posts_in_chunk",
    "thread_facts",
    "thread_rows",
]
