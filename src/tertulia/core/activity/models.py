"""What happened, in the order in which it was committed."""

from django.db import models
from django.utils import timezone


class Activity(models.Model):
    """One thing that somebody did.

    It outlives what it is about, so it holds plain numbers, no foreign keys. Its id grows in
    commit order on both databases (see `record`), which is what lets a reader resume after an id.
    """

    verb = models.CharField(max_length=40)
    actor = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    door = models.CharField(max_length=10)
    community = models.BigIntegerField(null=True)
    thread = models.BigIntegerField(null=True)
    post = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["thread", "id"], name="activity_of_thread"),
            models.Index(fields=["community", "id"], name="activity_of_community"),
            models.Index(fields=["person", "id"], name="activity_about_person"),
            models.Index(fields=["actor", "id"], name="activity_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.verb}"
