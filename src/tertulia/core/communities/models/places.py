"""Communities, where they stand, and what they say of themselves."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who reads. From the widest to the narrowest."""

    PUBLIC = "public", _("Public: anyone may read")
    SITE = "site", _("Site: people who are signed in may read")
    MEMBERS = "members", _("Members: it is listed, members read")
    SECRET = "secret", _("Secret: only members know of it")


class JoinPolicy(models.TextChoices):
    OPEN = "open", _("Open: whoever may read may join")
    REQUEST = "request", _("On request")
    INVITATION = "invitation", _("By invitation")


class Community(models.Model):
    """People who share a craft, talk about it and get better at it. A circle has no page."""

    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    visibility = models.CharField(max_length=8, choices=Visibility.choices)
    join_policy = models.CharField(max_length=10, choices=JoinPolicy.choices)
    is_circle = models.BooleanField(default=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    licence = models.CharField(max_length=100, blank=True)
    founded_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    # A closed branch: to all who belong nowhere in it, neither it nor what is below it is there.
    is_closed = models.BooleanField(default=False)
    # Kept: the nearest closed branch that this one stands in, itself or above.
    closed_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # Whether those who read a thread see who else is there just now.
    shows_presence = models.BooleanField(default=False)
    # Kept, not counted; `tertulia check --repair` recounts.
    member_count = models.PositiveIntegerField(default=0)
    thread_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)
    # Threads of other homes that are listed here too.
    placed_count = models.PositiveIntegerField(default=0)
    # The activity that last changed what is shown of the community itself.
    version = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "communities"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_circle=False) | Q(visibility="secret", parent__isnull=True),
                name="circle_is_secret_and_alone",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class FormerSlug(models.Model):
    """An address that a community gave up; it leads there, and nobody else gets it for a year."""

    slug = models.CharField(max_length=60, unique=True)
    community = models.ForeignKey(Community, models.CASCADE, related_name="former_slugs")
    given_up_at = models.DateTimeField(default=timezone.now)


class Ancestry(models.Model):
    """The closure of `parent`: each community with itself (0) and every ancestor (depth)."""

    descendant = models.ForeignKey(Community, models.CASCADE, related_name="ancestries")
    ancestor = models.ForeignKey(Community, models.CASCADE, related_name="descents")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["descendant", "ancestor"], name="ancestry_once")
        ]
        indexes: ClassVar = [models.Index(fields=["ancestor", "descendant"])]


class Charter(models.Model):
    """What a community is about, in its own words (C01)."""

    community = models.OneToOneField(Community, models.CASCADE, primary_key=True)
    domain_statement = models.TextField(blank=True)
    why_it_matters = models.TextField(blank=True)
    key_questions = models.JSONField(default=list)
    in_scope = models.TextField(blank=True)
    out_of_scope = models.TextField(blank=True)
    membership_rule = models.TextField(blank=True)
    norms = models.TextField(blank=True)
    practice_outputs = models.TextField(blank=True)
    rhythm = models.TextField(blank=True)
    review_due = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
