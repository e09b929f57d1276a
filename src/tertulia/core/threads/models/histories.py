"""States that have a who and a when are rows: revisions, removals, closures, acceptances ..."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Revision(models.Model):
    """What a post said before an edit. Revision 0 is what was first written."""

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    source_format = models.CharField(max_length=8)
    editor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "number"], name="revision_once")
        ]


class WikiTerm(models.Model):
    """A post is open for all who may reply there to edit: who opened it, when; who ended that."""

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="wiki_terms")
    opener = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ender = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(ended_at=None), name="post_wiki_once"
            )
        ]


class Removal(models.Model):
    """A post or a whole thread was hidden: by whom, when, why; and perhaps restored."""

    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="removals")
    post = models.ForeignKey("threads.Post", models.CASCADE, null=True, related_name="removals")
    remover = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    removed_at = models.DateTimeField(default=timezone.now)
    restored_at = models.DateTimeField(null=True, blank=True)
    restorer = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # Its words are gone for good: nobody can bring them back.
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(restored_at=None), name="post_removed_once"
            )
        ]


class Closure(models.Model):
    """A thread takes no further replies: by whom, when, why; and perhaps opened again."""

    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="closures")
    closer = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    status_before = models.CharField(max_length=10)
    closed_at = models.DateTimeField(default=timezone.now)
    reopened_at = models.DateTimeField(null=True, blank=True)


class Acceptance(models.Model):
    """A post answers its thread: who said so, when; and perhaps who took it back.

    The newest that holds, of those whose post stands, is the thread's `answer_post`. The thread is
    asked of the post, so an answer that is moved takes its acceptance along.
    """

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="acceptances")
    accepter = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawer = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(withdrawn_at=None), name="post_accepted_once"
            )
        ]


class Resolution(models.Model):
    """What a talk was begun for is settled: who said so, when; and perhaps who began it again.

    `root` is the post that opens the talk: of a whole thread, its first.
    """

    root = models.ForeignKey("threads.Post", models.CASCADE, related_name="resolutions")
    resolver = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(default=timezone.now)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopener = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["root"], condition=Q(reopened_at=None), name="talk_resolved_once"
            )
        ]
