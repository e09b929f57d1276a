"""Who belongs to a community, in which roles, for how long."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.IntegerChoices):
    """What somebody is in a community. Several at once: the values are bits."""

    MEMBER = 1, _("member")
    GUEST = 2, _("guest")
    EXPERT = 4, _("expert")
    HOST = 8, _("host")
    FACILITATOR = 16, _("facilitator")
    LIBRARIAN = 32, _("librarian")
    MENTOR = 64, _("mentor")
    STEWARD = 128, _("steward")
    COORDINATOR = 256, _("coordinator")
    LEADER = 512, _("leader")
    SPONSOR = 1024, _("sponsor")

    @classmethod
    def names_of(cls, bits: int) -> list[str]:
        """Return the roles whose bits are set, by names that are the same in every language."""
        return [role.name.lower() for role in cls if role & bits]


MODERATING = Role.STEWARD | Role.COORDINATOR | Role.LEADER
COORDINATING = Role.COORDINATOR | Role.LEADER


class Membership(models.Model):
    """Somebody belongs to a community, in the roles whose bits are set."""

    community = models.ForeignKey(
        "communities.Community", models.CASCADE, related_name="memberships"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="memberships")
    roles = models.PositiveIntegerField(default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "community"], name="membership_once")
        ]
        indexes: ClassVar = [models.Index(fields=["community", "joined_at"])]


class JoinRequest(models.Model):
    """Somebody asks to belong, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    community = models.ForeignKey(
        "communities.Community", models.CASCADE, related_name="join_requests"
    )
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="join_requests")
    message = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "community"],
                condition=Q(state="waiting"),
                name="one_request_at_a_time",
            )
        ]


class Term(models.Model):
    """Somebody holds a role: who gave it, from when, until when it is meant, what to hand over.

    `Membership.roles` says who may do what at this moment; this says how that came about. A term
    that has run out goes on until somebody ends it: no community wakes up without a coordinator.
    """

    community = models.ForeignKey("communities.Community", models.CASCADE, related_name="terms")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="terms")
    role = models.PositiveIntegerField(choices=Role.choices)
    giver = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ender = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community", "person", "role"],
                condition=Q(ended_at=None),
                name="one_term_at_a_time",
            )
        ]
