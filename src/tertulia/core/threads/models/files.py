"""Files that people bring, and the posts that they hang on."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class File(models.Model):
    """What somebody brought. Its bytes lie under `digest`; a picture has renditions beside.

    It hangs on a draft at first and is its owner's alone; then on posts, which decide who reads it.
    """

    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    family = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    picture = models.JSONField(null=True)
    draft_key = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Since when no post carries it; it is swept a day later, a month later if one did.
    idle_since = models.DateTimeField(null=True, default=timezone.now)
    was_posted = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "created_at"], name="files_by_owner"),
            models.Index(fields=["idle_since"], name="files_idle"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"

    @property
    def address(self) -> str:
        """Return where it is read."""
        return file_address(self.pk, self.name)


class FileBytes(models.Model):
    """Bytes that a file needs: its own, and those of each drawing of a picture."""

    file = models.ForeignKey(File, models.CASCADE, related_name="bytes")
    digest = models.CharField(max_length=64, db_index=True)


class Attachment(models.Model):
    """A file hangs on a post: whoever may read the post's words may read the file."""

    post = models.ForeignKey("threads.Post", models.CASCADE, related_name="attachments")
    file = models.ForeignKey(File, models.CASCADE, related_name="attachments")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "file"], name="attachment_once")
        ]


def file_address(file_id: int, name: str) -> str:
    """Return the address of a file, as posts write it: letters and digits, dots and dashes."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in name)
    return f"/files/{file_id}/{plain.strip('-') or 'file'}"
