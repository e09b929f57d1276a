"""Where a thread lies: in which lane of its home, and in which other communities it is shown."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tertulia.core.threads.models.threads import Lane


class LaneChange(models.Model):
    """A thread went from the lounge to the workbench, or back: who said so, and when."""

    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="lane_changes")
    mover = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    lane = models.CharField(max_length=10, choices=Lane.choices)
    moved_at = models.DateTimeField(default=timezone.now)


class PlacementQuerySet(models.QuerySet):
    def shown(self) -> "PlacementQuerySet":
        """Placements that were accepted and not taken away."""
        return self.filter(state=Placement.State.SHOWN)

    def waiting(self) -> "PlacementQuerySet":
        """Placements that nobody has decided yet."""
        return self.filter(state=Placement.State.WAITING)


class Placement(models.Model):
    """A thread is shown in another community than its home, or somebody asked for it.

    It is a line in that community's list and nothing more: who sees and who moderates the thread
    is for its home to say.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SHOWN = "shown"
        DECLINED = "declined"
        ENDED = "ended"

    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="placements")
    community = models.ForeignKey(
        "communities.Community", models.CASCADE, related_name="placements"
    )
    asker = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    decider = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "thread"],
                condition=Q(state__in=["waiting", "shown"]),
                name="placement_once",
            )
        ]
