"""Answers that were given, so that the same request sent twice is done once."""

from django.db import models


class IdempotentReply(models.Model):
    """What a write answered, stored with what it wrote. `person` is a number, not a key."""

    person = models.BigIntegerField()
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True, default="")
    created = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="api_reply_once"),
        ]
        indexes = [models.Index(fields=["created"], name="api_reply_created")]

    def __str__(self) -> str:
        return f"{self.person} {self.key}"
