"""Django's sessions in the database, with the person and their epoch as columns.

The columns let the hot path learn session, person and validity in one query, unparsed.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError
from django.utils import timezone

from tertulia.core.people.devices import EPOCH_KEY, NOTED_EVERY, device_in
from tertulia.core.people.models import Person, Session


class SessionStore(DatabaseStore):
    """The engine that `SESSION_ENGINE` names."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        signed_in = data.get(SESSION_KEY)
        if signed_in is not None:
            row.person_id = int(signed_in)
            row.epoch = data[EPOCH_KEY] if EPOCH_KEY in data else _epoch_now(row.person_id)
        device = device_in(data)
        if device is not None:
            row.agent, row.address, row.means = device.agent, device.address, device.means
            row.began_at = datetime.fromtimestamp(device.began, UTC)
        return row


def keep_session(key: str) -> bool:
    """Note that a session is used, and let it last for its full time again; False if it ended."""
    now = timezone.now()
    until = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    try:
        kept = Session.objects.filter(session_key=key, last_used_at__lt=now - NOTED_EVERY)
        return bool(kept.update(last_used_at=now, expire_date=until))
    except DatabaseError:  # busy, or away: it is noted the next time
        return False


def _epoch_now(person_id: int) -> int:
    epoch = Person.objects.filter(pk=person_id).values_list("session_epoch", flat=True)
    return epoch.first() or 0
