"""News of answers: whose answer was accepted, and whose question is settled by it."""

from collections.abc import Iterator, Sequence

from tertulia.core.activity.queries import Entry
from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.models import Post
from tertulia.lenses.notifications.models import Cause
from tertulia.lenses.notifications.telling.news import News, teller


@teller("answer.accepted")
def tell_of_acceptances(entries: Sequence[Entry]) -> Iterator[News]:
    """Tell who wrote the answer, who asked, and who has the question too."""
    posts = Post.objects.filter(pk__in={entry.post for entry in entries}, is_removed=False)
    columns = ("pk", "author_id", "thread__author_id", "thread__kind")
    found = {row[0]: row[1:] for row in posts.values_list(*columns)}
    for entry in entries:
        if entry.post not in found or entry.thread is None:
            continue
        author, asker, kind_name = found[entry.post]
        kind = kind_named(kind_name)
        waiting = kind.waiting_people(entry.thread) if kind and kind.waiting_people else ()
        for person in {*waiting, asker, author} - {entry.actor, None}:
            yield News(
                person=person,
                cause=Cause.ACCEPTED,
                key=f"answer-{entry.post}",
                activity=entry.id,
                at=entry.recorded_at,
                by=entry.actor,
                thread=entry.thread,
                post=entry.post,
                data={"what": "mine" if person == author else "too"},
            )
