"""Where things were written before, elsewhere, or not yet sent."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class FormerAddress(models.Model):
    """A post that was once at this number of this thread, and where it is now."""

    thread = models.BigIntegerField()
    number = models.PositiveIntegerField()
    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="former_addresses")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "number"], name="former_address_once")
        ]


class ForeignRecord(models.Model):
    """The thread or post that an imported record became; so an import run again doubles nothing."""

    source = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=255)
    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="+")
    post = models.ForeignKey("threads.Post", models.CASCADE, null=True, related_name="+")
    # What the record held that has no column here.
    aside = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "kind", "key"], name="foreign_record_once")
        ]


class Lead(models.Model):
    """An address of elsewhere in the words of an imported post, and the post here that it names.

    The words stay as they came; what is shown of them leads here.
    """

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="leads")
    address = models.CharField(max_length=500)
    target = models.ForeignKey("threads.Post", models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "address"], name="lead_once")
        ]


class Draft(models.Model):
    """What somebody is writing. An older sequence never overwrites a newer one."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=80)
    sequence = models.PositiveBigIntegerField(default=0)
    title = models.TextField(blank=True)
    source = models.TextField(blank=True)
    extra = models.JSONField(default=dict)  # what the other fields of the form hold
    # Which window wrote it, and which of its savings this is: they may arrive in another order.
    window = models.CharField(max_length=40, blank=True)
    turn = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="draft_once")
        ]


class DraftBeside(models.Model):
    """Other words that were written at the same place at the same time: in a second window.

    There are some only where there is a draft; they wait until their author decides.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="beside")
    title = models.TextField(blank=True)
    source = models.TextField(blank=True)
    extra = models.JSONField(default=dict)
    window = models.CharField(max_length=40, blank=True)
    turn = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
