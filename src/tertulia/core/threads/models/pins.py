"""Threads that stand first in the list of their community."""

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

# Until when a pin without an end holds, in the column that lists look at.
NO_END = datetime(9999, 12, 31, tzinfo=UTC)


class Pin(models.Model):
    """A thread stands first in its community's list: who said so, since when, until when.

    `until` is none where no end was said. `ended_at` is set when somebody takes it down, when the
    thread goes elsewhere, or by a job after its end; readers do not wait for that job.
    """

    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="pins")
    pinner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    pinned_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ender = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(ended_at=None), name="thread_pinned_once"
            )
        ]
