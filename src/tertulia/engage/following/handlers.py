"""Whoever writes in a thread has read it: what they start they watch, the rest they follow."""

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import Happened, within
from tertulia.engage.following.actions import raise_mark
from tertulia.engage.following.carrying import carry_into_part, carry_into_whole, carry_topic
from tertulia.engage.following.models import Level
from tertulia.engage.following.queries import has_habit

# Whoever asks waits for what is said; whoever says something there looks in now and then.
_BY_HABIT = {
    "thread.started": ("when_started", Level.WATCHING),
    "post.added": ("when_replied", Level.FOLLOWING),
}


@within("post.added", "thread.started")
def on_post_added(happened: Happened) -> None:
    """Raise the writer's read mark to their own post."""
    if happened.actor is None or happened.thread is None:
        return
    writer = Actor(person_id=happened.actor, door=happened.door)
    habit, wanted = _BY_HABIT[happened.verb]
    level = wanted if has_habit(happened.actor, habit) else Level.NORMAL
    number = happened.data.get("number", 1)
    raise_mark(actor=writer, thread=happened.thread, number=number, level=level)


@within("thread.split_off")
def on_thread_split_off(happened: Happened) -> None:
    """Whoever follows the thread follows what was split from it, and has read as much of it."""
    if happened.thread is not None:
        carry_into_part(happened.data["from"], happened.thread)


@within("thread.merged")
def on_thread_merged(happened: Happened) -> None:
    """Whoever follows either thread follows both, and has read no more than they had."""
    if happened.thread is not None:
        carry_into_whole(happened.data["from"], happened.thread, happened.data["first"])


@within("topic.joined")
def on_topics_joined(happened: Happened) -> None:
    """Whoever follows a topic that became another name follows what it means."""
    carry_topic(happened.data["from"], happened.data["into"])
