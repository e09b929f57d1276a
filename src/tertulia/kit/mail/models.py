"""Letters, kept from the moment they are promised until some time after they left."""

from django.db import models


class State(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"


class LetterQuerySet(models.QuerySet["Letter"]):
    def held(self) -> "LetterQuerySet":
        """Those that wait because this instance has no way to send mail."""
        return self.filter(state=State.HELD)

    def failed(self) -> "LetterQuerySet":
        return self.filter(state=State.FAILED)

    def newest_first(self) -> "LetterQuerySet":
        return self.order_by("-pk")


class Letter(models.Model):
    """One mail to one address."""

    sender = models.CharField(max_length=320)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    # Stays the same however often the letter is tried, so that a double is known as one.
    message_id = models.CharField(max_length=200)
    dedupe_key = models.CharField(max_length=200, null=True, unique=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")
    created = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "created"], name="mail_letter_state")]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
