"""What follows when somebody signs in or out, or changes how they do."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import (
    email_changed,
    email_confirmed,
    password_changed,
    password_reset,
    password_set,
)
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.db.models import F
from django.dispatch import receiver

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.people.actions import arrive_at_site
from tertulia.core.people.devices import EPOCH_KEY, remember_device
from tertulia.core.people.models import Person, Session
from tertulia.core.people.queries import session_mark


def _actor(person: Person) -> Actor:
    return Actor(person.pk, person.handle, person.name)


@receiver(user_logged_in)
def on_signed_in(sender: Any, request: Any, user: Any, **rest: Any) -> None:
    """Keep with the session where it began; whoever had only signed up is in now."""
    request.session[EPOCH_KEY] = user.session_epoch
    remember_device(request, means=_means(request, user), began=time.time())
    arrive_at_site(actor=_actor(user), person=user)


def _means(request: Any, person: Person) -> str:
    records = get_authentication_records(request, person)
    kinds = [each.get("type") or each.get("method", "") for each in records]
    return "+".join(dict.fromkeys(filter(None, kinds)))


@receiver(email_confirmed)
def on_email_confirmed(sender: Any, request: Any, email_address: Any, **rest: Any) -> None:
    """Whoever opened the letter is in, in whichever browser they did."""
    arrive_at_site(actor=_actor(email_address.user), person=email_address.user)


@receiver(email_changed)
def on_email_changed(sender: Any, request: Any, user: Any, **rest: Any) -> None:
    """Record that the address is another one."""
    with transaction.atomic():
        record("person.email_changed", actor=Actor(person_id=user.pk), person=user.pk)


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def on_factors_changed(sender: Any, request: Any, user: Any, **rest: Any) -> None:
    """Record that signing in takes other things than before."""
    with transaction.atomic():
        record("person.factors_changed", actor=Actor(person_id=user.pk), person=user.pk)


@receiver(user_logged_out)
def on_signed_out(sender: Any, request: Any, user: Any, **rest: Any) -> None:
    """Record that a session ended, so that streams opened with it end too, in every process."""
    key = request.session.session_key if user is not None else None
    if not key:
        return
    with transaction.atomic():
        record(
            "person.session_ended",
            actor=Actor(person_id=user.pk),
            person=user.pk,
            data={"session": session_mark(key)},
        )


@receiver([password_changed, password_set, password_reset])
def on_password_changed(sender: Any, request: Any, user: Any, **rest: Any) -> None:
    """Sign the person out everywhere but here."""
    here = request.session.session_key
    with transaction.atomic():
        Person.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        epoch = Person.objects.values_list("session_epoch", flat=True).get(pk=user.pk)
        Session.objects.filter(person=user.pk).exclude(session_key=here).delete()
        Session.objects.filter(person=user.pk, session_key=here).update(epoch=epoch)
        record("person.signed_out", actor=Actor(person_id=user.pk), person=user.pk)
    if request.user.pk == user.pk:
        request.session[EPOCH_KEY] = epoch
