"""Posts, and the places that they speak about."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class SourceFormat(models.TextChoices):
    MARKDOWN = "markdown"
    PLAIN = "plain"
    HTML = "html"


class Post(models.Model):
    """What somebody wrote. `source` is the truth; `html` and `text` are made from it once.

    A remark on a place is a post with an anchor and its own `root`; replies to it carry that root
    (a talk). Numbers grow within the thread, have gaps, and are never used again.
    """

    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="posts")
    alias = models.CharField(max_length=100, blank=True)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    root = models.ForeignKey("self", models.SET_NULL, null=True, related_name="talk")
    source = models.TextField()
    source_format = models.CharField(
        max_length=8, choices=SourceFormat.choices, default=SourceFormat.MARKDOWN
    )
    html = models.TextField()
    text = models.TextField()
    rendered_with = models.CharField(max_length=40)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    revision_count = models.PositiveIntegerField(default=0)
    is_removed = models.BooleanField(default=False)
    # Whoever may reply may edit it; kept with the `WikiTerm` that says who opened it.
    is_wiki = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_once")
        ]
        indexes: ClassVar = [models.Index(fields=["author", "-id"], name="posts_by_author")]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.number}"


class Anchor(models.Model):
    """The place that a post speaks about: words in another post, or seconds in a recording.

    Selectors follow the W3C Web Annotation Data Model: TextQuote (exact, prefix, suffix),
    TextPosition (start, end) within a paragraph, and a Media Fragment `t=start,end`.
    """

    class State(models.TextChoices):
        FOUND = "found"
        MOVED = "moved"
        ORPHANED = "orphaned"

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="anchor")
    target = models.ForeignKey(Post, models.CASCADE, null=True, related_name="anchored")
    target_revision = models.PositiveIntegerField(default=0)
    paragraph = models.CharField(max_length=40, blank=True)
    paragraph_index = models.PositiveIntegerField(default=0)
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    seconds_from = models.FloatField(null=True)
    seconds_to = models.FloatField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.FOUND)
