"""Posts that change place: their former addresses are kept, their numbers never used again."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Max, Q

from tertulia.core.activity.rehoming import rehome_posts
from tertulia.core.threads.models import (
    Anchor,
    ForeignRecord,
    FormerAddress,
    Post,
    Removal,
    Thread,
)

# Few enough for one transaction that nobody notices.
MOST_POSTS = 5_000
_AT_ONCE = 400


def put_posts(posts: Sequence[Post], thread: Thread, first: int) -> None:
    """Give `posts`, in this order, the numbers from `first` on in `thread`."""
    FormerAddress.objects.bulk_create(
        (FormerAddress(thread=one.thread_id, number=one.number, post=one) for one in posts),
        batch_size=_AT_ONCE,
    )
    former = {one.thread_id for one in posts}
    for number, one in enumerate(posts, start=first):
        one.thread_id, one.number = thread.pk, number
    for some in _portions(posts):
        Post.objects.bulk_update(some, ["thread", "number"])
        ids = [one.pk for one in some]
        Removal.objects.filter(post__in=ids).update(thread=thread)
        ForeignRecord.objects.filter(post__in=ids).update(thread=thread)
        for each in former - {thread.pk}:
            rehome_posts(each, ids, thread.pk)


def part_conversations(one: Thread, other: Thread) -> None:
    """Let no post answer, belong to or point at one of the other thread any more."""
    for here, there in ((one, other), (other, one)):
        posts = Post.objects.filter(thread=here)
        posts.filter(reply_to__thread=there).update(reply_to=None)
        posts.filter(root__thread=there).update(root=None)
        anchors = Anchor.objects.filter(post__thread=here, target__thread=there)
        anchors.update(target=None, state=Anchor.State.ORPHANED)


def counts_of(thread: Thread) -> dict[str, Any]:
    """Return what a thread's row says of its posts, counted anew."""
    posts = Post.objects.filter(thread=thread)
    newest = posts.order_by("-number").values_list("number", "author_id").first()
    number, author = newest or (0, None)
    latest = posts.aggregate(latest=Max("created_at"))["latest"]
    return {
        "post_count": posts.filter(Q(is_removed=False)).count(),
        "last_number": number,
        "last_author": author,
        "last_post_at": latest or thread.created_at,
        "next_number": max(thread.next_number, number + 1),
    }


def _portions(posts: Sequence[Post]) -> Iterator[Sequence[Post]]:
    for start in range(0, len(posts), _AT_ONCE):
        yield posts[start : start + _AT_ONCE]
