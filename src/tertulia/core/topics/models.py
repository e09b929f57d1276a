"""Topics: the words by which a community finds its threads again (others say tags)."""

from typing import ClassVar

from django.db import models


class Topic(models.Model):
    """One topic of a community. `name` is shown, `slug` stands in addresses."""

    community = models.ForeignKey("communities.Community", models.CASCADE, related_name="topics")
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    # The topic of which this is another name; nothing stands under a synonym.
    synonym_of = models.ForeignKey("self", models.CASCADE, null=True, related_name="synonyms")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "slug"], name="topic_once")
        ]

    def __str__(self) -> str:
        return self.name
