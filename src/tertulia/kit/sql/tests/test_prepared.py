"""A prepared query gives what the ORM gives, whatever stands in it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import BooleanField, CharField, F, IntegerField, Q, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from tertulia.kit.jobs.models import Errand, State
from tertulia.kit.sql.prepared import Prepared, PreparedByIds, rows_of

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 600, tzinfo=UTC)
ODD = """it's "100%" \\ ? %s %% ?1 :a -- é"""


def build(least: int, most: int) -> QuerySet:
    """Ask for each value twice, with constants of all sorts between."""
    constants: dict[str, Any] = {
        "odd": Value(ODD, CharField()),
        "no": Value(None, IntegerField()),
        "five": Value(5, IntegerField()),
        "minus": Value(-5, IntegerField()),
        "yes": Value(True, BooleanField()),
        "sum": F("pk") + least,
    }
    if connection.vendor == "sqlite":
        constants["nul"] = Value("a\0b", CharField())
    rows = Errand.objects.filter(Q(pk__gte=least) & ~Q(pk__gt=most))
    rows = rows.filter(Q(pk__lte=most) | Q(name=ODD), state=State.WAITING)
    return rows.annotate(**constants).order_by("pk").values_list("name", *constants, "wake_at")


@pytest.fixture
def errands() -> None:
    Errand.objects.bulk_create(
        Errand(name=name, attempts=attempts, run_after=MOMENT, wake_at=MOMENT)
        for name in (ODD, "plain")
        for attempts in range(5)
    )


@pytest.mark.usefixtures("errands")
def test_both_ways_of_running_it_give_what_the_orm_gives() -> None:
    query = Prepared(build, "least", "most")
    first = Errand.objects.earliest("pk").pk
    for least, most in ((0, first + 99), (first + 2, first + 3), (first + 3, first + 2)):
        wanted = list(build(least, most))
        assert list(query.rows(least=least, most=most)) == wanted
        with CaptureQueriesContext(connection) as told:
            assert list(query.rows(least=least, most=most)) == wanted
        assert len(told) == 1
    assert wanted == []


@pytest.mark.usefixtures("errands")
def test_a_statement_by_hand_gives_the_same_both_ways() -> None:
    sql = "SELECT name, attempts FROM jobs_errand WHERE name = %s AND attempts > %s AND 5 %% 3 = 2"
    wanted = [(ODD, 3), (ODD, 4)]
    assert sorted(rows_of(sql, [ODD, 2])) == wanted
    with CaptureQueriesContext(connection) as told:
        assert sorted(rows_of(sql, [ODD, 2])) == wanted
    assert len(told) == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.usefixtures("errands")
def test_sqlite_plans_it_once_although_a_partial_index_might_serve() -> None:
    query = Prepared(lambda now: build(now, 3), "now")
    made = query._made("sqlite")
    assert "\"state\" = 'waiting'" in made.plain
    assert len(made.asked) == 2  # the number, once, and the constant that no text can hold


@pytest.mark.usefixtures("errands")
def test_rows_of_any_number_of_ids() -> None:
    query = PreparedByIds(lambda ids: Errand.objects.filter(pk__in=ids).values_list("pk"))
    there = sorted(Errand.objects.values_list("pk", flat=True))
    beyond = there[-1]
    for wanted in ([], there[:1], there[:3], there, [*range(beyond + 1, beyond + 450), *there]):
        with CaptureQueriesContext(connection) as told:
            found = sorted(pk for (pk,) in query.rows(wanted))
        assert found == [pk for pk in wanted if pk in there]
        assert len(told) == -(-len(wanted) // 200)
