"""A question with choices that hangs on a post, and what people chose."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Sort(models.TextChoices):
    SINGLE = "single", _("One choice")
    MULTIPLE = "multiple", _("Several choices")
    RANKED = "ranked", _("Choices in an order")


class Results(models.TextChoices):
    ALWAYS = "always", _("Everybody, from the start")
    VOTED = "voted", _("Those who have voted; everybody when it is closed")
    CLOSED = "closed", _("Nobody before it is closed")


class Poll(models.Model):
    """A post asks for choices. Closed, by hand or by its time, it never changes again."""

    post = models.OneToOneField(
        "threads.Post", models.CASCADE, primary_key=True, related_name="poll"
    )
    question = models.CharField(max_length=200)
    sort = models.CharField(max_length=8, choices=Sort.choices, default=Sort.SINGLE)
    results = models.CharField(max_length=8, choices=Results.choices, default=Results.ALWAYS)
    is_named = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Kept with the votes; `tertulia check --repair` recounts.
    voter_count = models.PositiveIntegerField(default=0)


class Option(models.Model):
    """One choice. `points` are its votes; where choices are ranked, what their ranks are worth."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    place = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    points = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "place"], name="poll_option_once")
        ]


class Vote(models.Model):
    """Somebody chose an option; of ranked ones `rank` says where they put it, from 1."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="votes")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="votes")
    rank = models.PositiveSmallIntegerField(default=1)
    points = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["option", "person"], name="vote_once")
        ]
