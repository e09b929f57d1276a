"""The only writes about profiles, and about whom one avoids."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.people.models import Person
from tertulia.core.people.permissions import can_change_person
from tertulia.core.profiles.models import LISTS, Audience, Avoidance, Field, Profile, ProfileWord
from tertulia.core.profiles.permissions import can_avoid_person
from tertulia.core.profiles.words import checked_words, checked_zone, word_key
from tertulia.kit.text.fields import checked_line, checked_text
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require

MAX_ABOUT = 5_000
MAX_UNIT = 100
MAX_PRONOUNS = 40
_COLUMNS = ("about", "unit", "time_zone")


@transaction.atomic
def describe_person(
    *,
    actor: Actor,
    person: Person,
    texts: Mapping[str, str] | None = None,
    words: Mapping[str, Sequence[str]] | None = None,
    audiences: Mapping[str, int] | None = None,
    shows_presence: bool | None = None,
) -> None:
    """Write what `person` tells of themself, and to whom. What is not given stays as it is.

    `texts`: about, pronouns, unit, time_zone. `words`: knows, wants, speaks. `audiences`: of any
    field. `shows_presence`: whether others see that they are there. Raises Refused with the field
    that cannot be kept.
    """
    require(can_change_person(actor, person))
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    kept = Profile.objects.get_or_create(person=person)[0]
    for field, audience in (audiences or {}).items():
        setattr(kept, f"{_known(field)}_for", _checked_audience(field, audience))
    if shows_presence is not None:
        kept.shows_presence = shows_presence
    for field, text in (texts or {}).items():
        target = kept if field == Field.PRONOUNS else person
        setattr(target, field, _checked_text(field, text))
    kept.save()
    person.save(update_fields=[name for name in _COLUMNS if name in (texts or {})])
    for field, given in (words or {}).items():
        _keep_words(person, field, checked_words(given, field))
    if "unit" in (texts or {}):
        _keep_words(person, Field.UNIT, {word_key(person.unit): person.unit} if person.unit else {})
    for field in (*LISTS, Field.UNIT):
        rows = ProfileWord.objects.filter(person=person, field=field)
        rows.update(audience=kept.audience_of(field))
    record("person.changed", actor=actor, person=person.pk)


def _known(field: str) -> str:
    if field not in Field.values:
        raise Refused(_("There is no such field in a profile."), field)
    return field


def _checked_audience(field: str, audience: int) -> int:
    if audience not in Audience.values:
        raise Refused(_("There is no such audience."), f"{field}_for")
    if field == Field.LISTED and audience == Audience.EVERYONE:
        raise Refused(_("The directory is never shown to visitors."), f"{field}_for")
    return audience


def _checked_text(field: str, text: str) -> str:
    if field == Field.ABOUT:
        return checked_text(text, limit=MAX_ABOUT, field=field)
    if field == Field.TIME_ZONE:
        return checked_zone(text)
    limits = {Field.UNIT: MAX_UNIT, Field.PRONOUNS: MAX_PRONOUNS}
    if field not in limits:
        raise Refused(_("There is no such field in a profile."), field)
    return checked_line(text, limit=limits[Field(field)], field=field) if text.strip() else ""


def _keep_words(person: Person, field: str, words: Mapping[str, str]) -> None:
    if field not in (*LISTS, Field.UNIT):
        raise Refused(_("There is no such field in a profile."), field)
    ProfileWord.objects.filter(person=person, field=field).delete()
    ProfileWord.objects.bulk_create(
        ProfileWord(
            person=person, field=field, place=place, word=word, key=key, audience=Audience.SELF
        )
        for place, (key, word) in enumerate(words.items())
    )


@transaction.atomic
def mute_person(*, actor: Actor, person: int) -> None:
    """No longer see what `person` writes. They are not told."""
    _avoid(actor, person, is_block=False)


@transaction.atomic
def block_person(*, actor: Actor, person: int) -> None:
    """No longer see what `person` writes, nor be spoken to by them alone. They are not told."""
    _avoid(actor, person, is_block=True)


@transaction.atomic
def meet_person(*, actor: Actor, person: int) -> None:
    """See `person` again; nothing changes where they were neither blocked nor muted."""
    if not actor.signed_in:
        raise SignInFirst
    gone, _rows = Avoidance.objects.filter(person=actor.person_id, other=person).delete()
    if gone:
        _count_hidden(actor)


def _avoid(actor: Actor, person: int, *, is_block: bool) -> None:
    if not actor.signed_in:
        raise SignInFirst
    require(can_avoid_person(actor, person), _("You cannot block or mute yourself."))
    if not Person.objects.filter(pk=person).exists():
        raise NotHere(_("There is no such person here."))
    Avoidance.objects.update_or_create(
        person_id=actor.person_id, other_id=person, defaults={"is_block": is_block}
    )
    _count_hidden(actor)


def _count_hidden(actor: Actor) -> None:
    """Give what `actor` hides a new number, 0 for nobody; each page learns it with who asks.

    It is nobody's business but theirs, so no activity tells of it.
    """
    me = Person.objects.filter(pk=actor.person_id)
    if Avoidance.objects.filter(person=actor.person_id).exists():
        me.update(hides=F("hides_last") + 1, hides_last=F("hides_last") + 1)
    else:
        me.update(hides=0)
