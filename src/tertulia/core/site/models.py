"""What an operator has chosen for the whole place."""

from django.db import models
from django.utils import timezone


class SiteSetting(models.Model):
    """One setting that was chosen on a page. Who chose it, and what it was before: activity."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
