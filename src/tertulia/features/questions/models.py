"""What a question keeps beside its thread: who else has it."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from tertulia.core.threads.models import Thread


class Question(models.Model):
    """A thread that waits for an answer. The count is kept with the rows of `MeToo`."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, primary_key=True)
    me_too_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.thread_id)


class MeToo(models.Model):
    """Somebody has this question too, and wants to hear when it is answered."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="me_toos")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "person"], name="me_too_once")
        ]
