"""Somebody may not write for a time; who said so, why, and what they say to it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone


class SuspensionQuerySet(models.QuerySet):
    def in_force(self) -> QuerySet:
        """Those that hold at this moment."""
        return self.filter(ended_at=None, until__gt=timezone.now())

    def awaiting_second(self) -> QuerySet:
        """Those that somebody else has to agree to, or they end sooner than was wanted."""
        now = timezone.now()
        return self.filter(ended_at=None, seconded_by=None, wanted_until__gt=now).filter(
            Q(until__lt=models.F("wanted_until"))
        )


class Suspension(models.Model):
    """From a community and those below it; without one, from the whole site.

    `until` is in force. It ends sooner than `wanted_until` as long as nobody else has agreed.
    """

    community = models.ForeignKey(
        "communities.Community", models.CASCADE, null=True, related_name="suspensions"
    )
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="suspensions")
    reason = models.TextField()
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    wanted_until = models.DateTimeField()
    seconded_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "until"])]
