"""Whatever is written can be found in the moment in which it can be read."""

from django.db.models import Q

from tertulia.core.activity.record import Happened, within
from tertulia.lenses.finding.index import (
    forget_posts,
    index_post,
    index_posts,
    index_starter,
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


@within("thread.split_off", "thread.merged")
def on_posts_moved(happened: Happened) -> None:
    """Find the posts where they are now."""
    index_posts(Q(thread=happened.thread))


@within("thread.imported")
def on_thread_imported(happened: Happened) -> None:
    """Index what came, once a batch: its first thread says with which post the batch began."""
    first = happened.data.get("batch_from_post")
    if first:
        index_posts(Q(pk__gte=first, thread__community=happened.community))
