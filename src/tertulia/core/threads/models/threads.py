"""The one row that everything attaches to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")
    RESOLVED = "resolved", _("resolved")
    CLOSED = "closed", _("closed")


class Lane(models.TextChoices):
    WORKBENCH = "workbench", _("Workbench")
    LOUNGE = "lounge", _("Lounge")


class Thread(models.Model):
    """A conversation of any kind. Post 1 is its body; a kind adds a row of its own beside it."""

    community = models.ForeignKey("communities.Community", models.PROTECT, related_name="threads")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    slug = models.CharField(max_length=80)
    author = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="threads")
    alias = models.CharField(max_length=100, blank=True)
    lane = models.CharField(max_length=10, choices=Lane.choices, default=Lane.WORKBENCH)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    topics = models.ManyToManyField("topics.Topic", through="ThreadTopic", related_name="threads")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    # Words and counts kept with the rows that cause them; `tertulia check --repair` recounts.
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    answer_post = models.BigIntegerField(null=True)
    is_removed = models.BooleanField(default=False)
    # Until when it stands first in its community's list; over, it counts for nothing.
    pinned_until = models.DateTimeField(null=True, blank=True)
    next_number = models.PositiveIntegerField(default=1)
    post_count = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(default=timezone.now)
    last_author = models.BigIntegerField(null=True)
    # The activity that last changed anything shown of this thread: fragments are kept by it.
    version = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["community", "-last_post_at", "-id"], name="threads_liveliest"),
            models.Index(fields=["community", "-id"], name="threads_newest"),
            models.Index(fields=["author", "-id"], name="threads_by_author"),
            models.Index(
                fields=["community", "pinned_until"],
                condition=Q(pinned_until__isnull=False),
                name="threads_pinned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.title}"


class ThreadTopic(models.Model):
    """A thread stands under a topic."""

    thread = models.ForeignKey(Thread, models.CASCADE)
    topic = models.ForeignKey("topics.Topic", models.CASCADE)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "topic"], name="thread_topic_once")
        ]
        indexes: ClassVar = [models.Index(fields=["topic", "thread"])]
