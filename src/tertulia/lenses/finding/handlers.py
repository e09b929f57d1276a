"""Whatever is written can be found in the moment in which it can be read."""

from tertulia.core.activity.record import Happened, within
from tertulia.lenses.finding.index import (
    forget_posts,
    index_post,
    index_starter,
    index_thread,
)


@within("post.added", "post.edited", "post.restored", "thread.started")
def on_post_written(happened: Happened) -> None:
    """Index what the post says now."""
    if happened.post is not None:
        index_post(happened.post)


@within("post.removed")
def on_post_removed(happened: Happened) -> None:
    """Forget the post."""
    if happened.post is not None:
        forget_posts([happened.post])


@within("thread.retitled")
def on_thread_retitled(happened: Happened) -> None:
    """Index the first post under the new title, which the thread itself gets just after."""
    if happened.thread is not None:
        index_starter(happened.thread, happened.data["title"])


@within("thread.imported")
def on_thread_imported(happened: Happened) -> None:
    """Index at once the posts that came; those that were here stand before them."""
    if happened.thread is not None and happened.data.get("posts", 1):
        index_thread(happened.thread, since=happened.data.get("from_post") or 0)
