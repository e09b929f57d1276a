"""What search keeps of a post beside the vendor's full-text tables."""

from typing import ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class RowId(models.BigIntegerField):
    """A key that is SQLite's own row number, so that a row is found in one step, not in two."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the column's type; SQLite takes `integer` alone for its row number."""
        return "integer" if connection.vendor == "sqlite" else "bigint"


class Entry(models.Model):
    """A post that can be found. A removed post has none, so nobody finds it.

    The words lie in full-text tables of each database's own (see `engines`), under the post's id.
    Where a post stands and who may see it is asked of its thread, never kept here.
    """

    post = RowId(primary_key=True, db_column="post_id")
    thread = models.ForeignKey("threads.Thread", models.CASCADE, related_name="+")
    # Nobody where an alias stands for the author: `from:` must not tell who it is.
    author = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    # Days since 1970 in UTC; in full width, because compiled queries carry stand-ins of that size.
    day = models.BigIntegerField()
    language = models.CharField(max_length=12, blank=True)
    # Of title, text, language and the way they are indexed: tells what is out of date.
    fingerprint = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        indexes: ClassVar = [models.Index(fields=["author", "-post"], name="entries_by_author")]

    def __str__(self) -> str:
        return str(self.pk)
