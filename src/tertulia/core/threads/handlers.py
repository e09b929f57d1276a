"""What follows in threads from what happens elsewhere."""

from django.conf import settings

from tertulia.core.activity.record import Happened, after, within
from tertulia.core.communities.models import Community
from tertulia.core.threads.jobs import fetch
from tertulia.core.threads.models import Post, Thread
from tertulia.core.threads.queries.previews import previews_owed
from tertulia.kit.jobs.outbox import enqueue


@after("person.changed")
def on_person_changed(happened: Happened) -> None:
    """Have every thread with their posts shown anew: bylines are part of what is kept."""
    written = Post.objects.filter(author=happened.person).values("thread")
    Thread.objects.filter(pk__in=written, version__lt=happened.id).update(version=happened.id)
    places = Community.objects.filter(memberships__person=happened.person)
    places.filter(version__lt=happened.id).update(version=happened.id)


@within("post.added", "post.edited", "thread.started")
def on_links_written(happened: Happened) -> None:
    """Have the pages that a post links to asked for their titles, where this place does that."""
    if settings.TERTULIA.link_previews == "on" and happened.post:
        for preview in previews_owed(happened.post):
            enqueue(fetch, unique_key=str(preview), preview=preview)
