"""Whom a post speaks to, and whose words it repeats."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Mention(models.Model):
    """A post speaks to somebody: by their handle, by a role they have, or because they are here.

    Written once; an edit adds those it names anew, and takes nobody back.
    """

    class By(models.TextChoices):
        HANDLE = "handle"
        ROLE = "role"
        HERE = "here"

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="mentions")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="mentioned_in")
    by = models.CharField(max_length=6, choices=By.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "person"], name="mention_once")
        ]


class Quotation(models.Model):
    """A post repeats words of another one and says so by a link to it."""

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="quotations")
    quoted = models.ForeignKey("threads.Post", models.CASCADE, related_name="quoted_in")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "quoted"], name="quotation_once")
        ]
