"""A row inserted with SQL made once is the row that the ORM would have stored."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from tertulia.kit.jobs.models import Errand, State
from tertulia.kit.sql.inserting import insert

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 600, tzinfo=UTC)


def errand(key: str | None = None) -> Errand:
    return Errand(
        name="it's 100% — é",
        payload={"words": ["a", None, 1.5], "deep": {"é": True}},
        unique_key=key,
        run_after=MOMENT,
        wake_at=MOMENT,
        state=State.DEAD,
    )


def test_every_column_comes_back_as_it_went_in() -> None:
    for number in range(1, 4):
        ours, theirs = errand(), errand()
        insert(ours)
        theirs.save(force_insert=True)
        assert theirs.pk == ours.pk + 1
        assert not ours._state.adding
        first, second = Errand.objects.filter(pk__in=(ours.pk, theirs.pk)).order_by("pk").values()
        assert abs(second.pop("created") - first.pop("created")).total_seconds() < 60
        del first["id"], second["id"]
        assert first == second
        assert Errand.objects.count() == 2 * number


def test_it_can_be_changed_and_saved_afterwards() -> None:
    row = errand()
    insert(row)
    row.attempts = 7
    row.save()
    assert Errand.objects.get().attempts == 7


def test_what_the_database_refuses_is_refused() -> None:
    insert(errand("once"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(errand("once"))
    assert Errand.objects.count() == 1
