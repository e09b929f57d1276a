"""What follows when somebody signs out or changes their password."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models import F
from django.dispatch import receiver

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.people.models import Person, Session
from tertulia.core.people.queries import session_mark


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
