"""Promising, leasing, failing and recurring, one thread at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone
from structlog.testing import capture_logs

from tertulia.kit.jobs import outbox, wakes
from tertulia.kit.jobs.models import Errand, State
from tertulia.kit.jobs.registry import job
from tertulia.kit.jobs.running import drain, run_errand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_jobs", "own_queue")]


def later(**span: float):
    return timezone.now() + timedelta(**span)


def make_job(name="tests.job", fails=0, **options):
    seen = []

    @job(name, **options)
    def run(**payload):
        seen.append(payload)
        if len(seen) <= fails:
            raise ValueError(f"attempt {len(seen)}")

    return run, seen


def test_a_promise_is_run_once_with_its_payload_and_leaves_nothing():
    run, seen = make_job()
    outbox.enqueue(run, thread=7, word="ñ")
    assert drain() == 1
    assert seen == [{"thread": 7, "word": "ñ"}]
    assert drain() == 0
    assert not Errand.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_promise_outside_a_transaction_is_refused():
    run, _ = make_job()
    with pytest.raises(RuntimeError, match=r"tests\.job"):
        outbox.enqueue(run)


@pytest.mark.django_db(transaction=True)
def test_a_promise_is_woken_on_commit_and_gone_on_rollback(monkeypatch):
    woken: list[int] = []
    monkeypatch.setattr(wakes, "send", woken.append)
    run, _ = make_job()
    with transaction.atomic():
        kept = outbox.enqueue(run)
        assert woken == []
    with transaction.atomic():
        outbox.enqueue(run)
        transaction.set_rollback(True)
    assert woken == [kept]
    assert list(Errand.objects.values_list("pk", flat=True)) == [kept]


@pytest.mark.django_db(transaction=True)
def test_a_broken_queue_harms_neither_the_write_nor_the_promise(monkeypatch):
    def broken(_):
        raise OSError("disk full")

    monkeypatch.setattr(wakes, "send", broken)
    run, seen = make_job()
    with transaction.atomic():
        outbox.enqueue(run)
    assert drain() == 1
    assert len(seen) == 1


def test_what_is_for_later_waits(clock):
    run, seen = make_job()
    outbox.enqueue(run, run_after=later(hours=2))
    assert drain() == 0
    clock.shift(timedelta(hours=2, seconds=1))
    assert outbox.claim_overdue() != []
    assert drain() == 1
    assert len(seen) == 1


def test_waiting_errands_of_one_key_are_one_with_the_newest_payload():
    run, seen = make_job()
    first = outbox.enqueue(run, unique_key="digest-5", upto=1)
    assert outbox.enqueue(run, unique_key="digest-5", upto=2) == first
    outbox.enqueue(run, unique_key="digest-6", upto=3)
    drain()
    assert seen == [{"upto": 2}, {"upto": 3}]


def test_a_key_is_free_again_as_soon_as_its_errand_runs():
    run, _ = make_job()
    first = outbox.enqueue(run, unique_key="k")
    assert outbox.take(first)
    assert outbox.enqueue(run, unique_key="k") != first


def test_a_taken_errand_is_in_no_other_hands_until_its_lease_ends(clock):
    run, seen = make_job(lease=timedelta(seconds=30))
    pk = outbox.enqueue(run)
    slow = outbox.take(pk)
    assert outbox.take(pk) is None
    clock.shift(31)
    assert outbox.claim_overdue() == [pk]
    quick = outbox.take(pk)
    outbox.fail(slow, "too late to say so")
    outbox.finish(slow)
    assert Errand.objects.get().attempts == quick.attempts == 2
    outbox.finish(quick)
    assert not Errand.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_that_reach_for_an_errand_one_gets_it(own_queue):
    run, _ = make_job()
    with transaction.atomic():
        pk = outbox.enqueue(run)

    def reach(_):
        try:
            return outbox.take(pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as hands:
        taken = [one for one in hands.map(reach, range(8)) if one]
    assert [one.attempts for one in taken] == [1]


def test_a_failure_is_tried_again_with_growing_pauses_until_it_works(clock):
    run, seen = make_job(fails=3)
    pk = outbox.enqueue(run)
    pauses = []
    while Errand.objects.exists():
        assert run_errand(pk)
        assert not run_errand(pk), "no second attempt without a pause"
        for errand in Errand.objects.all():
            pauses.append((errand.run_after - timezone.now()).total_seconds())
            clock.move_to(errand.run_after + timedelta(seconds=1))
    assert len(seen) == 4
    assert [round(pause / 5) for pause in pauses] == [1, 2, 4]


def test_what_never_works_is_kept_with_its_error_and_can_be_revived(clock):
    run, seen = make_job(fails=3, retries=2)
    pk = outbox.enqueue(run)
    with capture_logs() as lines:
        for _ in range(3):
            run_errand(pk)
            clock.shift(timedelta(hours=2))
    assert [line["log_level"] for line in lines] == ["warning", "warning", "error"]
    assert lines[-1]["error"] == "ValueError('attempt 3')"
    assert drain() == 0
    (dead,) = outbox.dead_errands()
    assert dead.attempts == 3
    assert "ValueError: attempt 3" in dead.last_error
    assert outbox.revive([pk]) == 1
    assert drain() == 1
    assert len(seen) == 4


def test_an_errand_that_kills_its_worker_every_time_is_given_up(clock):
    run, _ = make_job(retries=1, lease=timedelta(seconds=5))
    pk = outbox.enqueue(run)
    assert outbox.take(pk)
    clock.shift(6)
    assert outbox.take(pk)
    clock.shift(6)
    assert outbox.take(pk) is None
    assert Errand.objects.get().state == State.DEAD


def test_an_errand_of_an_unknown_job_is_kept_for_the_operator(monkeypatch):
    run, seen = make_job()
    Errand.objects.create(name="gone", run_after=timezone.now(), wake_at=timezone.now())
    assert drain() == 0
    assert "no job of that name" in outbox.dead_errands().get().last_error


def test_a_recurring_job_has_one_row_and_comes_back_even_after_failures(clock):
    run, seen = make_job(every=timedelta(hours=1), retries=0, fails=1)
    outbox.keep_recurring()
    outbox.keep_recurring()
    assert drain() == 1
    assert Errand.objects.get().last_error.endswith("ValueError: attempt 1\n")
    outbox.keep_recurring()
    assert drain() == 0
    clock.shift(timedelta(hours=1, seconds=1))
    assert drain() == 1
    assert Errand.objects.get().last_error == ""
    assert len(seen) == 2


def test_the_sweep_wakes_a_lost_wake_once_in_a_while(clock):
    run, _ = make_job()
    pk = outbox.enqueue(run)
    assert outbox.claim_overdue() == []
    clock.shift(outbox.WAKE_GRACE + timedelta(seconds=1))
    assert outbox.claim_overdue() == [pk]
    assert outbox.claim_overdue() == []


def test_jobs_that_order_themselves_without_end_are_noticed():
    @job("tests.endless")
    def endless():
        outbox.enqueue(endless)

    outbox.enqueue(endless)
    with pytest.raises(RuntimeError, match="keep ordering"):
        drain(limit=5)


def test_two_jobs_of_one_name_are_refused():
    make_job()

    def other():
        pass

    other.__module__ = "elsewhere"
    with pytest.raises(ValueError, match="Two jobs"):
        job("tests.job")(other)
