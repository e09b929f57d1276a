"""Writes about who somebody is, and the doors that are open to them."""

import secrets
from collections.abc import Iterable, Mapping

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.people.actions.sign_in import sign_out_everywhere
from tertulia.core.people.handles import free_handle, free_handles, is_free
from tertulia.core.people.models import AccessToken, ForeignIdentity, FormerHandle, Person
from tertulia.core.people.names import checked_handle, checked_name, handle_from
from tertulia.core.people.permissions import (
    can_change_person,
    can_create_person,
)
from tertulia.core.people.queries import hash_of
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import Refused, require

MAX_ABOUT = 5_000


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    email: str,
    name: str,
    handle: str = "",
    password: str | None = None,
    is_operator: bool = False,
) -> Person:
    """Create somebody who can sign in; without a password, only after a reset by mail."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    require(can_create_person(actor))
    email = email.strip().lower()
    try:
        validate_email(email)
        if password is not None:
            validate_password(password)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "email" if "@" not in email else None) from error
    if Person.objects.filter(email__iexact=email).exists():
        raise Refused(_("Somebody with this e-mail address is here already."), "email")
    person = Person(
        email=email,
        name=checked_name(name),
        handle=checked_handle(handle) if handle else free_handle(handle_from(name)),
        is_operator=is_operator,
    )
    person.set_password(password) if password else person.set_unusable_password()
    save_new(person)
    # Whoever makes the account answers for the address.
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    record("person.created", actor=actor, person=person.id)
    return person


@transaction.atomic
def change_profile(*, actor: Actor, person: Person, name: str, about: str) -> None:
    """Change what stands on somebody's page."""
    require(can_change_person(actor, person))
    person.name = checked_name(name)
    person.about = checked_text(about, limit=MAX_ABOUT, field="about")
    person.save(update_fields=["name", "about"])
    record("person.changed", actor=actor, person=person.id)


@transaction.atomic
def rename_person(*, actor: Actor, person: Person, handle: str) -> None:
    """Give `person` another handle; the old one leads to them and is kept for them for a year."""
    require(can_change_person(actor, person))
    handle = checked_handle(handle)
    if handle.casefold() != person.handle.casefold():
        if not is_free(handle, person):
            raise Refused(_("This handle is taken. Please choose another."), "handle")
        FormerHandle.objects.update_or_create(
            handle=person.handle.casefold(),
            defaults={"person": person, "given_up_at": timezone.now()},
        )
        FormerHandle.objects.filter(handle=handle.casefold(), person=person).delete()
    person.handle = handle
    try:
        with transaction.atomic():
            person.save(update_fields=["handle", "handle_key"])
    except IntegrityError as error:  # somebody was quicker by a moment
        raise Refused(_("This handle is taken. Please choose another."), "handle") from error
    record("person.changed", actor=actor, person=person.id)


@transaction.atomic
def set_password(*, actor: Actor, person: Person, password: str) -> None:
    """Give `person` a password and sign them out everywhere."""
    require(can_change_person(actor, person))
    person.set_password(password)
    person.save(update_fields=["password"])
    sign_out_everywhere(actor=actor, person=person)


@transaction.atomic
def create_token(*, actor: Actor, person: Person, scope: str, name: str = "") -> str:
    """Create a key for programs of `person` and return it; it cannot be read again later."""
    require(can_change_person(actor, person))
    if scope not in AccessToken.Scope.values:
        raise Refused(_("A token's scope is read, write or admin."), "scope")
    token = f"tertulia_{secrets.token_urlsafe(32)}"
    AccessToken.objects.create(person=person, hash=hash_of(token), scope=scope, name=name)
    return token


@transaction.atomic
def find_or_make_shadows(*, actor: Actor, source: str, keys: Iterable[str]) -> dict[str, int]:
    """Return the person for each foreign key of `source`; unknown ones become shadows."""
    require(can_create_person(actor))
    wanted = set(keys)
    identities = ForeignIdentity.objects.filter(source=source, key__in=wanted)
    known = dict(identities.values_list("key", "person_id"))
    new = sorted(wanted - known.keys())
    shadows = [
        Person(name=_shadow_name(key), handle=handle, is_shadow=True, password=make_password(None))
        for key, handle in zip(new, free_handles([handle_from(key) for key in new]), strict=True)
    ]
    Person.objects.bulk_create(shadows)
    ForeignIdentity.objects.bulk_create(
        ForeignIdentity(source=source, key=key, person=person)
        for key, person in zip(new, shadows, strict=True)
    )
    return known | {key: person.id for key, person in zip(new, shadows, strict=True)}


@transaction.atomic
def describe_shadows(
    *, actor: Actor, source: str, people: Mapping[str, tuple[str, str]]
) -> set[str]:
    """Give shadows the (name, about) they have in `source`; return the keys of those it changed.

    Only what nobody has written here yet: somebody who took over their shadow, or whose name was
    mended, stays as they are.
    """
    ids = find_or_make_shadows(actor=actor, source=source, keys=people)
    shadows = Person.objects.shadows().in_bulk([ids[key] for key in people])
    changed = []
    for key, (name, about) in people.items():
        person = shadows.get(ids[key])
        if person and person.name == _shadow_name(key) and not person.about:
            person.name, person.about = name or person.name, about
            if person.name != _shadow_name(key) or about:
                changed.append((key, person))
    Person.objects.bulk_update([person for _key, person in changed], ["name", "about"])
    for _key, person in changed:
        record("person.changed", actor=actor, person=person.id)
    return {key for key, _person in changed}


def _shadow_name(key: str) -> str:
    try:
        return checked_name(key[:100])
    except Refused:
        return "?"


def save_new(person: Person) -> None:
    """Store somebody new; refuse where their handle has just been taken."""
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This handle is taken. Please choose another."), "handle") from error
