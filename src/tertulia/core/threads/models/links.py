"""What joins two threads."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Relation(models.TextChoices):
    """What the source of a link is to its target."""

    ASKED_BEFORE = "asked_before"
    MADE_FROM = "made_from"
    ANSWERS = "answers"
    SPLIT_FROM = "split_from"
    RELATED = "related"


class ThreadLink(models.Model):
    """One thread refers to another: it asks what was asked there, was made from it, answers it.

    Shown beside both, to those who see both. `actor` is kept for the record and shown nowhere.
    """

    source = models.ForeignKey("threads.Thread", models.CASCADE, related_name="links")
    target = models.ForeignKey("threads.Thread", models.CASCADE, related_name="back_links")
    relation = models.CharField(max_length=12, choices=Relation.choices)
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "relation"], name="link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.relation} {self.target_id}"
