"""What a linked page says of itself, fetched once for everybody."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Preview(models.Model):
    """A page elsewhere: its title and what it says of itself, once it was fetched.

    `key` is the digest of the address, which may be longer than an index likes.
    """

    key = models.CharField(max_length=64, unique=True)
    url = models.TextField()
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=100, blank=True)
    # When the page was asked last; None while that is still owed.
    fetched_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)


class PostPreview(models.Model):
    """A post links to a page that can be shown in short below it."""

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="previews")
    preview = models.ForeignKey(Preview, models.CASCADE, related_name="posts")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "preview"], name="post_preview_once")
        ]
