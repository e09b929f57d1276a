"""Django's sessions in the database, with the person and their epoch as columns.

The columns let the hot path learn session, person and validity in one query, unparsed.
"""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

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
            epoch = Person.objects.filter(pk=row.person_id).values_list("session_epoch", flat=True)
            row.epoch = epoch.first() or 0
        return row
