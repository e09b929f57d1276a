"""Whoever writes in a thread has read it so far, and follows it from then on."""

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import Happened, within
from tertulia.engage.following.actions import raise_mark
from tertulia.engage.following.models import Level
from tertulia.engage.following.queries import has_habit


@within("post.added", "thread.started")
def on_post_added(happened: Happened) -> None:
    """Raise the writer's read mark to their own post."""
    if happened.actor is None or happened.thread is None:
        return
    writer = Actor(person_id=happened.actor, door=happened.door)
    habit = "when_started" if happened.verb == "thread.started" else "when_replied"
    level = Level.FOLLOWING if has_habit(happened.actor, habit) else Level.NORMAL
    number = happened.data.get("number", 1)
    raise_mark(actor=writer, thread=happened.thread, number=number, level=level)
