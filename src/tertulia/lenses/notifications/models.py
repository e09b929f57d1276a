"""What one person is told about one thing, and which of it they want where."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """Why somebody is told something; the labels are those of the settings."""

    MENTION = "mention", _("Somebody mentions me")
    REPLY = "reply", _("Somebody answers a post of mine")
    QUOTE = "quote", _("Somebody speaks about words of mine")
    WATCHED = "watched", _("A post in what I watch")
    STARTED = "started", _("A new thread in what I follow")
    ACCEPTED = "accepted", _("An answer is accepted: mine, or to a question that is mine too")
    REACTION = "reaction", _("Reactions to what I wrote")
    INVITATION = "invitation", _("Somebody invites me")
    REQUEST = "request", _("Somebody asks to join where I look after people")
    BELONGING = "belonging", _("My own request is decided, or my roles change")
    MODERATION = "moderation", _("What I wrote is hidden, closed or moved")
    REMINDER = "reminder", _("A reminder that I set is due")
    UNSENT = "unsent", _("A post that I planned could not be sent")


# What comes by mail until somebody says otherwise: what waits for them, not what merely moved.
MAILED = frozenset(Cause.values) - {Cause.WATCHED, Cause.STARTED, Cause.REACTION}
# What is told of a post because it is new: nothing is told twice of one post.
OF_POSTS = (Cause.MENTION, Cause.REPLY, Cause.QUOTE, Cause.WATCHED, Cause.STARTED)


class Notification(models.Model):
    """Tells one person about one thing; `key` names the thing, so that it is told once.

    What it says is read from the thing itself when it is shown, and only if that may be seen then.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="notifications")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    key = models.CharField(max_length=80)
    # The latest activity that is told of here.
    activity = models.BigIntegerField()
    by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    community = models.ForeignKey("communities.Community", models.CASCADE, null=True)
    thread = models.ForeignKey("threads.Thread", models.CASCADE, null=True)
    post = models.ForeignKey("threads.Post", models.CASCADE, null=True)
    count = models.PositiveIntegerField(default=1)
    data = models.JSONField(default=dict)
    on_site = models.BooleanField(default=True)
    # Whoever has read the thread so far has read this too.
    with_thread = models.BooleanField(default=False)
    happened_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="notification_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-happened_at", "-id"], name="notification_newest"),
            models.Index(fields=["person", "read_at"], name="notification_unread"),
            models.Index(
                fields=["mail_due_at"],
                name="notification_to_mail",
                condition=Q(mail_due_at__isnull=False),
            ),
        ]


class Choice(models.Model):
    """Where somebody wants to be told of a cause; without a row, as `MAILED` has it."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    on_site = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "cause"], name="choice_once")
        ]


class Progress(models.Model):
    """How far the stream of activity has been told: up to and with this id."""

    name = models.CharField(max_length=40, primary_key=True)
    activity = models.BigIntegerField(default=0)
