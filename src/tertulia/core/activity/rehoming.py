"""What an activity says of where it happened follows the thread: a hint, never read as a right."""

from collections.abc import Collection

from tertulia.core.activity.models import Activity


def rehome_thread(thread: int, community: int) -> None:
    """Have everything that happened in `thread` belong to `community`, in which it now is.

    So whoever comes back to the former community's channel is told nothing of it.
    """
    Activity.objects.filter(thread=thread).update(community=community)


def rehome_posts(former: int, posts: Collection[int], thread: int) -> None:
    """Have what happened to `posts`, once in the thread `former`, belong to `thread`."""
    Activity.objects.filter(thread=former, post__in=posts).update(thread=thread)


def has_moved_since(thread: int | None, activity: int) -> bool:
    """Say whether the thread went to another community after `activity`."""
    moves = Activity.objects.filter(thread=thread, id__gt=activity, verb="thread.moved")
    return thread is not None and moves.exists()
