"""Invitations: who was asked in, by whom, and who came."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from tertulia.core.communities.models.people import Role


class Invitation(models.Model):
    """Whoever holds it may become a member. By letter to one address, or a link for several.

    What opens it is computed from `nonce` and the instance's key, and is stored nowhere.
    """

    community = models.ForeignKey(
        "communities.Community", models.CASCADE, related_name="invitations"
    )
    inviter = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    email = models.EmailField(blank=True)
    message = models.TextField(blank=True)
    roles = models.PositiveIntegerField(default=Role.MEMBER)
    nonce = models.CharField(max_length=32)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    # None: as many as like to come.
    most_uses = models.PositiveIntegerField(null=True, blank=True)
    use_count = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "-id"], name="invitations_newest")]


class InvitationUse(models.Model):
    """Somebody came in by an invitation."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="uses")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "person"], name="invitation_used_once")
        ]
