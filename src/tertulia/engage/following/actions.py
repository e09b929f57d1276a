"""The only writes about following."""

from datetime import datetime

from django.db import transaction
from django.db.models import (
    Case,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import (
    can_list_community,
    can_read_community,
    standing_of,
)
from tertulia.core.threads.models import Post
from tertulia.core.threads.permissions import visible_to as threads_visible_to
from tertulia.core.threads.queries import thread_facts
from tertulia.core.topics.models import Topic
from tertulia.engage.following.levels import raised
from tertulia.engage.following.models import (
    CommunityFollowing,
    Following,
    Level,
    ReadingHabits,
    TopicFollowing,
)
from tertulia.engage.following.queries import has_habit
from tertulia.kit.sql.prepared import PreparedUpdate, moment
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst

LONG_READ_SECONDS = 240
MOST_SECONDS_AT_ONCE = 120
HABITS = ("when_started", "when_replied", "when_mentioned", "when_read_long")


def _marked(person: int, thread: int, number: int, level: int, at: int) -> tuple[QuerySet, dict]:
    rows = Following.objects.filter(person=person, thread=thread)
    plain = Q(level=Level.NORMAL, is_chosen=False)
    return rows, {
        "read_number": Greatest(F("read_number"), Value(number)),
        "level": Case(
            When(plain, then=Value(level)), default=F("level"), output_field=IntegerField()
        ),
        "read_at": moment(at),
    }


_raise = PreparedUpdate(_marked, "person", "thread", "number", "level", "at")


def mark_read(*, actor: Actor, thread: int, number: int, seconds: int = 0) -> None:
    """Remember that `actor` has read `thread` up to post `number`; it never goes back.

    `seconds` is how long they looked since they last said so; who reads long follows.
    """
    facts = thread_facts(actor, thread) if actor.signed_in else None
    if not actor.signed_in:
        raise SignInFirst
    if facts is None:
        raise NotHere
    raise_mark(actor=actor, thread=thread, number=min(number, facts.last_number))
    if seconds > 0:
        _note_time(actor, thread, min(seconds, MOST_SECONDS_AT_ONCE))


def raise_mark(*, actor: Actor, thread: int, number: int, level: int = Level.NORMAL) -> None:
    """Raise the read mark to `number`, and the level to `level` where it was plain.

    Whoever calls knows that `actor` is a person who sees the thread.
    """
    values = {"person": actor.person_id, "thread": thread, "number": number, "level": int(level)}
    if not _raise.run(**values, at=timezone.now()):
        Following.objects.get_or_create(
            person_id=actor.person_id,
            thread_id=thread,
            defaults={"read_number": number, "level": level},
        )


def _note_time(actor: Actor, thread: int, seconds: int) -> None:
    rows = Following.objects.filter(person=actor.person_id, thread=thread)
    rows.update(read_seconds=F("read_seconds") + seconds)
    long = rows.filter(read_seconds__gte=LONG_READ_SECONDS, level=Level.NORMAL, is_chosen=False)
    if long.exists() and has_habit(actor.person_id, "when_read_long"):
        long.update(level=raised(Level.FOLLOWING))


def follow_by_habit(*, actor: Actor, thread: int, habit: str) -> None:
    """Have `actor` follow the thread, if that is their habit and they chose nothing else.

    Whoever calls knows that `actor` is a person who sees the thread.
    """
    if has_habit(actor.person_id, habit):
        row, _new = Following.objects.get_or_create(person_id=actor.person_id, thread_id=thread)
        Following.objects.filter(pk=row.pk).update(level=raised(Level.FOLLOWING))


def watch_thread(*, actor: Actor, thread: int, level: int) -> None:
    """Set how closely `actor` follows a thread. It stays so whatever they do there."""
    if not actor.signed_in:
        raise SignInFirst
    if thread_facts(actor, thread) is None:
        raise NotHere
    Following.objects.update_or_create(
        person_id=actor.person_id,
        thread_id=thread,
        defaults={"level": _checked_level(level), "is_chosen": True},
    )


def watch_community(*, actor: Actor, community: Community, level: int) -> None:
    """Set how closely `actor` follows a community, for threads of which nothing nearer is said."""
    if not actor.signed_in:
        raise SignInFirst
    if not can_list_community(actor, standing_of(actor, community)):
        raise NotHere
    rows = CommunityFollowing.objects.filter(person=actor.person_id, community=community)
    if _checked_level(level) == Level.NORMAL:
        rows.delete()
        return
    CommunityFollowing.objects.update_or_create(
        person_id=actor.person_id, community=community, defaults={"level": level}
    )


def watch_topic(*, actor: Actor, topic: Topic, level: int) -> None:
    """Set how closely `actor` follows a topic."""
    if not actor.signed_in:
        raise SignInFirst
    if not can_read_community(actor, standing_of(actor, topic.community)):
        raise NotHere
    # Normal is kept: it lets a thread be heard of in a community that is muted.
    TopicFollowing.objects.update_or_create(
        person_id=actor.person_id, topic=topic, defaults={"level": _checked_level(level)}
    )


def forget_topic(*, actor: Actor, topic: int) -> None:
    """Say nothing of the topic any more: its threads go by their community again."""
    TopicFollowing.objects.filter(person=actor.person_id, topic=topic).delete()


def change_habits(*, actor: Actor, **habits: bool) -> None:
    """Say what makes `actor` follow a thread by itself; habits not given stay as they are."""
    if not actor.signed_in:
        raise SignInFirst
    unknown = habits.keys() - set(HABITS)
    if unknown:
        raise Refused(_("There is no such habit."), min(unknown))
    ReadingHabits.objects.update_or_create(person_id=actor.person_id, defaults=habits)


@transaction.atomic
def catch_up(*, actor: Actor, upto: datetime, threads: QuerySet | None = None) -> None:
    """Count everything that was written until `upto` as read; what came later stays new.

    `threads` narrows it to some threads; then nothing is said of threads never opened.
    """
    if not actor.signed_in:
        raise SignInFirst
    upto = min(upto, timezone.now())
    rows = Following.objects.filter(person=actor.person_id, read_number__gt=0)
    rows = rows.filter(thread__in=threads_visible_to(actor).filter(is_removed=False).values("pk"))
    rows = rows.filter(thread__last_number__gt=F("read_number"))
    if threads is not None:
        rows = rows.filter(thread__in=threads)
    written = Post.objects.filter(thread=OuterRef("thread"), created_at__lte=upto)
    last = written.order_by().values("thread").annotate(last=Max("number")).values("last")
    reached = Coalesce(Subquery(last), Value(0))
    rows.update(read_number=Greatest(F("read_number"), reached), read_at=timezone.now())
    if threads is None:
        habits, _new = ReadingHabits.objects.get_or_create(person_id=actor.person_id)
        if habits.caught_up_at is None or habits.caught_up_at < upto:
            ReadingHabits.objects.filter(pk=habits.pk).update(caught_up_at=upto)


def _checked_level(level: int) -> int:
    """Return the level; raise Refused where there is none such."""
    if level not in Level.values:
        raise Refused(_("There is no such level."), "level")
    return level
