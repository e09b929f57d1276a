"""Whoever writes in a thread has read it so far, and follows it from then on."""

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import Happened, within
from tertulia.engage.following.actions import raise_mark
from tertulia.engage.following.models import Level


@within("post.added", "thread.started")
def on_post_added(happened: Happened) -> None:
    """Raise the writer's read mark to their own post."""
    if happened.actor is not None and happened.thread is not None:
        writer = Actor(person_id=happened.actor, door=happened.door)
        number = happened.data.get("number", 1)
        raise_mark(actor=writer, thread=happened.thread, number=number, level=Level.FOLLOWING)
