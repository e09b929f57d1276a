"""Who reads a notification: whom it tells, as long as they may see what it tells of."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.permissions import visible_to as communities_visible_to
from tertulia.core.profiles.models import Avoidance
from tertulia.core.threads.models import Thread
from tertulia.core.threads.permissions import threads_seen_by
from tertulia.engage.following.levels import muted_for
from tertulia.engage.following.models import Following
from tertulia.lenses.notifications.models import OF_POSTS, Cause, Notification

# What a muted thread does not tell.
HUSHED = (*OF_POSTS, Cause.REACTION)


def visible_to(actor: Actor) -> QuerySet[Notification]:
    """Return what `actor` is told and may see now: a right that was lost takes the news with it."""
    person = actor.person_id if actor.person_id is not None else -1
    return told_to(actor, person).filter(on_site=True)


def told_to(actor: Actor, person: int) -> QuerySet[Notification]:
    """Return the notifications to `person`, who is `actor`, that they may see, wherever told."""
    muted = Thread.objects.filter(muted_for(person), pk=OuterRef("thread_id"))
    thread = Q(thread__isnull=True) | threads_seen_by(actor, "thread__")
    post = Q(post__isnull=True) | Q(post__is_removed=False) | Q(post__author=person)
    listed = communities_visible_to(actor).values("pk")
    place = Q(community__isnull=True) | Q(community__in=listed)
    rows = Notification.objects.filter(thread, post, place, person=person)
    rows = rows.exclude(Exists(muted), cause__in=HUSHED)
    # Under an alias nobody is left out: that would tell who is behind it.
    avoided = Avoidance.objects.filter(person=person).values("other")
    openly = Q(post__isnull=True) | Q(post__alias="")
    return rows.exclude(openly, by__in=avoided, cause__in=(*HUSHED, Cause.INVITATION))


def unread_by(person: int) -> Q:
    """Return the condition on notifications to `person` that they have not seen yet."""
    read = Following.objects.filter(
        person=person,
        thread=OuterRef("thread_id"),
        read_number__gte=OuterRef("post__number"),
    )
    elsewhere = Q(with_thread=False) | Q(~Exists(read))
    return Q(read_at__isnull=True) & elsewhere


def is_muted(person: int, thread: int) -> bool:
    """Say whether `person` wants to hear nothing of the thread."""
    return Thread.objects.filter(muted_for(person), pk=thread).exists()
