"""What people tell of themselves and to whom, and whom they would rather not meet."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.people.models import Person


class Audience(models.IntegerChoices):
    """Who reads a field. From the widest to the narrowest: the order is the rule."""

    EVERYONE = 0, _("Everyone")
    SITE = 1, _("People who are signed in")
    SHARED = 2, _("People I share a community with")
    SELF = 3, _("Only me")


class Field(models.TextChoices):
    """What one can tell. Name and handle are none of these: they stand under what one writes."""

    ABOUT = "about", _("About you")
    PRONOUNS = "pronouns", _("Pronouns")
    UNIT = "unit", _("Organisation or team")
    KNOWS = "knows", _("What you know")
    WANTS = "wants", _("What you want to learn")
    SPEAKS = "speaks", _("Languages")
    TIME_ZONE = "time_zone", _("Time zone")
    LISTED = "listed", _("That you are here")


LISTS = (Field.KNOWS, Field.WANTS, Field.SPEAKS)


class Profile(models.Model):
    """What a person adds to their name, and who reads each field. Without a row, the defaults.

    The words about oneself, the unit and the time zone lie with the person.
    """

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="self_description"
    )
    pronouns = models.CharField(max_length=40, blank=True)
    about_for = models.PositiveSmallIntegerField(default=Audience.EVERYONE)
    pronouns_for = models.PositiveSmallIntegerField(default=Audience.SITE)
    unit_for = models.PositiveSmallIntegerField(default=Audience.SITE)
    knows_for = models.PositiveSmallIntegerField(default=Audience.SITE)
    wants_for = models.PositiveSmallIntegerField(default=Audience.SITE)
    speaks_for = models.PositiveSmallIntegerField(default=Audience.SITE)
    time_zone_for = models.PositiveSmallIntegerField(default=Audience.SHARED)
    listed_for = models.PositiveSmallIntegerField(default=Audience.SITE)
    # Whether others see that one is there, in communities that show it at all.
    shows_presence = models.BooleanField(default=True)

    def audience_of(self, field: str) -> int:
        """Return who reads `field`."""
        audience: int = getattr(self, f"{field}_for")
        return audience


class ProfileWord(models.Model):
    """One thing that somebody knows, wants to learn or speaks; or their unit, to be found by."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="profile_words")
    field = models.CharField(max_length=10)
    place = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    # The audience of its field, kept beside it so that looking for a word asks one table.
    audience = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "field", "key"], name="profile_word_once")
        ]
        indexes: ClassVar = [models.Index(fields=["field", "key", "person"])]


class Avoidance(models.Model):
    """Somebody does not see another; where they blocked, the other cannot speak to them either."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="avoidances")
    other = models.ForeignKey(Person, models.CASCADE, related_name="avoided_by")
    is_block = models.BooleanField()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "other"], name="avoidance_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="nobody_avoids_oneself"),
        ]
