"""What somebody wants to find again, and perhaps to be reminded of."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Bookmark(models.Model):
    """One person's bookmark of a thread or of a post. Nobody else knows of it."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="bookmarks")
    thread = models.ForeignKey("threads.Thread", models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey("threads.Post", models.CASCADE, null=True, related_name="+")
    note = models.TextField(blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "thread"], name="thread_bookmarked_once"),
            models.UniqueConstraint(fields=["person", "post"], name="post_bookmarked_once"),
            models.CheckConstraint(
                condition=Q(thread__isnull=True) ^ Q(post__isnull=True), name="bookmark_of_one"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-id"], name="bookmarks_newest")]
