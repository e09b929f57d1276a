"""How closely somebody follows a thread, a topic or a community, and how far they have read."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    MUTED = 0, _("Muted")
    NORMAL = 1, _("Normal")
    FOLLOWING = 2, _("Following")
    WATCHING = 3, _("Watching")


class Following(models.Model):
    """One person and one thread: watch level and read mark in one row.

    A level that was chosen is never changed by what the person does later.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="followings")
    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="followings")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.NORMAL)
    is_chosen = models.BooleanField(default=False)
    read_number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(default=timezone.now)
    # How long the thread was before their eyes, as far as the browser told.
    read_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "thread"], name="following_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["thread", "level"]),
            models.Index(fields=["person", "level"], name="following_of_person"),
            models.Index(fields=["person", "-read_at"], name="following_lately"),
        ]


class CommunityFollowing(models.Model):
    """One person and one community: what holds for its threads, where nothing nearer is said."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    community = models.ForeignKey("communities.Community", models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "community"], name="community_followed_once")
        ]
        indexes: ClassVar = [models.Index(fields=["community", "level"])]


class TopicFollowing(models.Model):
    """One person and one topic: what holds for threads under it, before the community's level."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    topic = models.ForeignKey("topics.Topic", models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "topic"], name="topic_followed_once")
        ]
        indexes: ClassVar = [models.Index(fields=["topic", "level"])]


class ReadingHabits(models.Model):
    """What makes a person follow a thread without saying so, and what counts as seen."""

    person = models.OneToOneField(
        "people.Person", models.CASCADE, primary_key=True, related_name="reading_habits"
    )
    when_started = models.BooleanField(default=True)
    when_replied = models.BooleanField(default=True)
    when_mentioned = models.BooleanField(default=True)
    when_read_long = models.BooleanField(default=True)
    # Threads begun before are new to nobody who said "all read" at this moment.
    caught_up_at = models.DateTimeField(null=True, blank=True)
