"""News of reactions: one for each post, which counts the people as they are now."""

from collections.abc import Iterator, Sequence

from tertulia.core.activity.queries import Entry
from tertulia.core.threads.models import Post
from tertulia.engage.reactions.models import Reaction
from tertulia.lenses.notifications.models import Cause
from tertulia.lenses.notifications.telling.news import News, teller


@teller("reaction.added")
def tell_of_reactions(entries: Sequence[Entry]) -> Iterator[News]:
    """Tell who wrote a post how many reacted to it; the latest is named."""
    latest = {entry.post: entry for entry in entries if entry.post is not None}
    posts = Post.objects.filter(pk__in=latest, is_removed=False, author__isnull=False)
    for post, author in posts.values_list("pk", "author_id"):
        entry = latest[post]
        people = _people_at(post) - {author}
        if entry.actor is None or entry.actor not in people:
            continue  # taken back meanwhile, or one's own
        yield News(
            person=author,
            cause=Cause.REACTION,
            key=f"reactions-{post}",
            activity=entry.id,
            at=entry.recorded_at,
            by=entry.actor,
            thread=entry.thread,
            post=post,
            grows=True,
            count=len(people),
        )


def _people_at(post: int) -> set[int]:
    return set(Reaction.objects.filter(post=post).values_list("person_id", flat=True))
