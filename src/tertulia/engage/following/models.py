"""How closely somebody follows a thread, and how far they have read it."""

from typing import ClassVar

from django.db import models


class Level(models.IntegerChoices):
    MUTED = 0
    NORMAL = 1
    FOLLOWING = 2
    WATCHING = 3


class Following(models.Model):
    """One person and one thread: watch level and read mark in one row."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="followings")
    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="followings")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.NORMAL)
    read_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "thread"], name="following_once")
        ]
        indexes: ClassVar = [models.Index(fields=["thread", "level"])]
