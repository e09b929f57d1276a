"""The outbox: work that was promised together with the change it follows from."""

from datetime import datetime
from typing import ClassVar

from django.db import models


class State(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"


class ErrandQuerySet(models.QuerySet["Errand"]):
    def living(self) -> "ErrandQuerySet":
        return self.filter(state__in=(State.WAITING, State.RUNNING))

    def dead(self) -> "ErrandQuerySet":
        return self.filter(state=State.DEAD)

    def takeable(self, now: datetime) -> "ErrandQuerySet":
        """Those whose time has come, and those whose worker is taken for dead."""
        waiting = models.Q(state=State.WAITING, run_after__lte=now)
        deserted = models.Q(state=State.RUNNING, lease_until__lte=now)
        return self.filter(waiting | deserted)


class Errand(models.Model):
    """One run of a job, owed until the row is gone. A dead one stays for the operator to read."""

    name = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    # While an errand waits, no second one with the same key is written.
    unique_key = models.CharField(max_length=200, null=True)
    run_after = models.DateTimeField()
    # When the sweep next looks: after a lost wake, a run-out lease, or at `run_after`.
    wake_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    last_error = models.TextField(blank=True, default="")
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ErrandQuerySet] = ErrandQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "unique_key"], name="jobs_errand_once")
        ]
        indexes = [
            models.Index(
                fields=["wake_at"],
                name="jobs_errand_wake",
                condition=models.Q(state__in=(State.WAITING, State.RUNNING)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
