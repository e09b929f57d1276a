"""What follows in threads from what happens elsewhere."""

from tertulia.core.activity.record import Happened, after
from tertulia.core.communities.models import Community
from tertulia.core.threads.models import Post, Thread


@after("person.changed")
def on_person_changed(happened: Happened) -> None:
    """Have every thread with their posts shown anew: bylines are part of what is kept."""
    written = Post.objects.filter(author=happened.person).values("thread")
    Thread.objects.filter(pk__in=written, version__lt=happened.id).update(version=happened.id)
    places = Community.objects.filter(memberships__person=happened.person)
    places.filter(version__lt=happened.id).update(version=happened.id)
