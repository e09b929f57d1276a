"""What people said to a post in one word, and how many of each."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Reaction(models.Model):
    """Somebody said one of the fixed words to a post: each word once, several if they like."""

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="reactions")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="reactions")
    name = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "person", "name"], name="reaction_once")
        ]


class ReactionTotal(models.Model):
    """How many said it; kept with the rows that it counts (`tertulia check --repair`)."""

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="reaction_totals")
    name = models.CharField(max_length=20)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "name"], name="reaction_total_once")
        ]
