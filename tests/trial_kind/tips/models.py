"""When a tip applies."""

from django.db import models


class Tip(models.Model):
    """The row beside the thread."""

    thread = models.OneToOneField("threads.Thread", models.CASCADE, primary_key=True)
    applies_when = models.CharField(max_length=200)
