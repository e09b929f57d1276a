"""What follows when somebody signs out."""

import hashlib
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record


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
            data={"session": hashlib.sha256(key.encode()).hexdigest()[:16]},
        )
