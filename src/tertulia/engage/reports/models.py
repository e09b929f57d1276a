"""Posts that somebody found wrong, and what those who moderate made of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """What is wrong with a post, in the eyes of who reports it."""

    OFF_DOMAIN = "off_domain", _("It does not belong here")
    UNKIND = "unkind", _("It is unkind")
    CONFIDENTIAL = "confidential", _("It tells what should stay confidential")
    SPAM = "spam", _("It is spam")
    UNSAFE = "unsafe", _("Following it could hurt somebody")


class Outcome(models.TextChoices):
    """What became of a report."""

    DISMISSED = "dismissed", _("Nothing is wrong with it")
    NOTED = "noted", _("A word in private")
    EDIT_ASKED = "edit_asked", _("Its author is asked to change it")
    HIDDEN = "hidden", _("It is hidden")
    SUSPENDED = "suspended", _("Its author may not write for a time")


class Report(models.Model):
    """Somebody reports a post. Who did is told to those who decide, never to its author."""

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="reports")
    reporter = models.ForeignKey("people.Person", models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    words = models.TextField(blank=True)
    # What the post said when it was reported: it may be edited before anybody looks.
    said = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "reporter"],
                condition=Q(settled_at=None),
                name="one_open_report_of_a_post",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["settled_at", "made_at"])]


class Admonition(models.Model):
    """A word to the author of a post, from somebody who moderates: in private, or to change it."""

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="admonitions")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="admonitions")
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    words = models.TextField()
    asks_for_edit = models.BooleanField(default=False)
    said_at = models.DateTimeField(default=timezone.now)
